// Longer than most: one method per rule of the grammar, each calling the others.
package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.shell.language.Ast.Item;
import seodang.shell.language.Ast.Next;
import seodang.shell.language.Ast.Redirect;
import seodang.shell.language.Ast.Sequence;
import seodang.shell.language.Ast.Word;

/// The grammar of commands, by recursive descent straight over the text.
final class Parser {
  private static final Set<String> RESERVED =
      Set.of(
          "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for",
          "{", "}", "!", "in");
  private static final Set<String> CLOSING =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");
  private static final List<String> OPERATORS =
      List.of("&&", "||", ";;", ";&", "&>>", "&>", ";", "&", "|&", "|", "(", ")");
  private static final List<String> REDIRECTIONS =
      List.of("<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">");

  private final Source source;
  private final WordReader words;

  Parser(Source source) {
    this.source = source;
    this.words = new WordReader(source);
  }

  /// The next command line with everything it needs: up to a line's end at which a command may end.
  /// Null when only blanks and comments are left.
  @Nullable Sequence line() {
    skipLines();
    if (source.ended()) {
      return null;
    }
    List<Item> items = new ArrayList<>();
    while (true) {
      source.skipBlanks();
      if (source.ended()) {
        source.finish();
        break;
      }
      if (source.peek() == '\n') {
        source.passNewline();
        break;
      }
      item(items, null);
    }
    return new Sequence(items);
  }

  /// Everything up to the end.
  Sequence whole() {
    List<Item> items = new ArrayList<>();
    while (true) {
      skipLines();
      if (source.ended()) {
        source.finish();
        return new Sequence(items);
      }
      item(items, null);
    }
  }

  /// Everything up to a closing operator, which is passed.
  Sequence until(String operator) {
    source.enter();
    List<Item> items = new ArrayList<>();
    while (true) {
      skipLines();
      if (source.ended()) {
        throw source.unexpected("end of file", operator);
      }
      if (source.startsWith(operator)) {
        source.at += operator.length();
        source.leave();
        return new Sequence(items);
      }
      item(items, operator);
    }
  }

  /// Everything up to one of the reserved words, which is left; at least one command.
  private Sequence untilWord(String... ends) {
    source.enter();
    List<Item> items = new ArrayList<>();
    while (true) {
      skipLines();
      for (String end : ends) {
        if (isReserved(end)) {
          if (items.isEmpty()) {
            throw source.unexpected(end, null);
          }
          source.leave();
          return new Sequence(items);
        }
      }
      if (source.ended()) {
        throw source.unexpected("end of file", ends[0]);
      }
      item(items, ends[0]);
    }
  }

  private void item(List<Item> items, @Nullable String expecting) {
    // Only after a command is something expected in the place of what ends a list.
    Ast command = andOr(!items.isEmpty() && endsList() ? expecting : null);
    source.skipBlanks();
    boolean background = false;
    if (source.peek() == '&' && source.look(1) != '&') {
      background = true;
      source.at++;
    } else if (source.peek() == ';' && source.look(1) != ';' && source.look(1) != '&') {
      source.at++;
    } else if (!source.ended() && source.peek() != '\n' && !closes(expecting)) {
      throw source.unexpected(token(), expecting);
    }
    items.add(new Item(command, background));
  }

  /// What may follow a command without a separator: the end of what it stands in.
  private boolean closes(@Nullable String expecting) {
    // A reserved word can only stand here after a compound command: `if (a) then`.
    return CLOSING.contains(plainWord())
        || expecting != null
            && (expecting.equals(")") && source.peek() == ')'
                || expecting.equals("esac") && source.startsWith(";"));
  }

  private void skipLines() {
    while (true) {
      source.skipBlanks();
      if (source.peek() != '\n') {
        return;
      }
      source.passNewline();
    }
  }

  /// The token that stands here, as messages name it.
  private String token() {
    source.skipBlanks();
    if (source.ended()) {
      return "end of file";
    }
    if (source.peek() == '\n') {
      return "newline";
    }
    for (String operator : OPERATORS) {
      if (source.startsWith(operator)) {
        return operator;
      }
    }
    for (String operator : REDIRECTIONS) {
      if (source.startsWith(operator)) {
        return "redirection";
      }
    }
    String word = plainWord();
    return RESERVED.contains(word) ? word : source.bash() && !word.isEmpty() ? word : "word";
  }

  /// The unquoted word that stands here, `""` when it is none.
  private String plainWord() {
    int end = source.at;
    while (end < source.text.length()
        && " \t\n\r;&|<>()\"'\\$`".indexOf(source.text.charAt(end)) < 0) {
      end++;
    }
    boolean ends =
        end == source.text.length() || " \t\n\r;&|<>()".indexOf(source.text.charAt(end)) >= 0;
    return ends ? source.text.substring(source.at, end) : "";
  }

  private static final Set<String> ENDS =
      Set.of("do", "done", "elif", "else", "esac", "fi", "then", "}", ")", ";;");

  private boolean endsList() {
    return ENDS.contains(token());
  }

  private boolean isReserved(String word) {
    return source.startsWith(word) && plainWord().equals(word);
  }

  private void expect(String word) {
    skipLines();
    if (!isReserved(word)) {
      throw source.unexpected(token(), word);
    }
    source.at += word.length();
  }

  private Ast andOr(@Nullable String expecting) {
    Ast first = pipeline(expecting);
    List<Next> rest = new ArrayList<>();
    while (true) {
      source.skipBlanks();
      boolean and = source.startsWith("&&");
      if (!and && !source.startsWith("||")) {
        return rest.isEmpty() ? first : new Ast.AndOr(first, rest);
      }
      source.at += 2;
      skipLines();
      rest.add(new Next(and, pipeline(expecting)));
    }
  }

  private Ast pipeline(@Nullable String expecting) {
    source.skipBlanks();
    boolean negated = false;
    while (isReserved("!")) {
      source.at++;
      negated = !negated;
      source.skipBlanks();
    }
    List<Ast> commands = new ArrayList<>();
    commands.add(command(expecting));
    while (true) {
      source.skipBlanks();
      if (source.peek() != '|' || source.look(1) == '|') {
        break;
      }
      source.at++;
      if (source.peek() == '&' && source.bash()) {
        source.at++;
        int last = commands.size() - 1;
        Redirect both = new Redirect(2, ">&", Word.literal("1"));
        commands.set(last, withRedirects(commands.get(last), List.of(both)));
      }
      skipLines();
      commands.add(command(expecting));
    }
    return commands.size() == 1 && !negated
        ? commands.getFirst()
        : new Ast.Pipeline(commands, negated);
  }

  private static Ast withRedirects(Ast command, List<Redirect> more) {
    if (more.isEmpty()) {
      return command;
    }
    if (command instanceof Ast.Simple s) {
      List<Redirect> all = new ArrayList<>(s.redirects());
      all.addAll(more);
      return new Ast.Simple(s.assignments(), s.words(), all, s.line());
    }
    return new Ast.Redirected(command, more);
  }

  private Ast command(@Nullable String expecting) {
    source.enter();
    source.skipBlanks();
    Ast compound = compound(expecting);
    Ast command = compound == null ? simple(expecting) : withRedirects(compound, redirects());
    source.leave();
    return command;
  }

  private @Nullable Ast compound(@Nullable String expecting) {
    if (source.peek() == '(') {
      if (source.look(1) == '(' && source.bash()) {
        int end = words.closing(source.at + 2);
        if (end >= 0) {
          return new Ast.Arithmetic(expression(end));
        }
      }
      source.at++;
      return new Ast.Subshell(until(")"));
    }
    String word = plainWord();
    return switch (word) {
      case "{" -> {
        source.at++;
        Sequence body = untilWord("}");
        source.at++;
        yield new Ast.Group(body);
      }
      case "if" -> conditional();
      case "while", "until" -> {
        source.at += word.length();
        Sequence condition = untilWord("do");
        yield new Ast.While(word.equals("until"), condition, doGroup());
      }
      case "for" -> loop();
      case "case" -> choice();
      case "[[" -> {
        if (!source.bash()) {
          yield null;
        }
        source.at += 2;
        yield new Ast.Conditional(new TestParser(source).parse());
      }
      case "function" -> {
        if (!source.bash()) {
          yield null;
        }
        source.at += word.length();
        source.skipBlanks();
        String name = plainWord();
        source.at += name.length();
        source.skipBlanks();
        if (source.startsWith("()")) {
          source.at += 2;
        }
        skipLines();
        yield new Ast.Function(name, functionBody());
      }
      case "then", "else", "elif", "fi", "do", "done", "esac", "}", "in" -> {
        if (word.equals("in")) {
          yield null;
        }
        throw source.unexpected(word, expecting);
      }
      default -> null;
    };
  }

  /// The expression up to `end`, where `))` stands, which is passed.
  private Word expression(int end) {
    Word word = arithmeticWord(source.text.substring(source.at + 2, end));
    source.at = end + 2;
    return word;
  }

  private Word arithmeticWord(String text) {
    return new WordReader(new Source(text, 0, source.line(), source.dialect, Map.of(), false))
        .expression();
  }

  private Ast conditional() {
    source.at += plainWord().length();
    Sequence condition = untilWord("then");
    expect("then");
    Sequence then = untilWord("fi", "elif", "else");
    if (isReserved("elif")) {
      return new Ast.If(condition, then, conditional());
    }
    Ast otherwise = null;
    if (isReserved("else")) {
      source.at += 4;
      otherwise = untilWord("fi");
    }
    expect("fi");
    return new Ast.If(condition, then, otherwise);
  }

  private Sequence doGroup() {
    expect("do");
    Sequence body = untilWord("done");
    expect("done");
    return body;
  }

  private Ast loop() {
    source.at += 3;
    source.skipBlanks();
    if (source.startsWith("((") && source.bash()) {
      int end = words.closing(source.at + 2);
      if (end >= 0) {
        return arithmeticLoop(end);
      }
    }
    String name = plainWord();
    if (name.isEmpty()
        || !WordReader.isNameStart(name.charAt(0))
        || !name.chars().allMatch(c -> WordReader.isName((char) c))) {
      throw source.ended()
          ? source.unexpected("end of file", null)
          : new SyntaxError("Bad for loop variable", false, token(), source.line());
    }
    source.at += name.length();
    source.skipBlanks();
    List<Word> items = null;
    if (source.peek() == ';') {
      source.at++;
    } else {
      skipLines();
      if (isReserved("in")) {
        source.at += 2;
        items = forWords();
      }
    }
    return new Ast.For(name, items, doGroup());
  }

  private List<Word> forWords() {
    List<Word> items = new ArrayList<>();
    while (true) {
      source.skipBlanks();
      if (source.ended()) {
        throw source.unexpected("end of file", "do");
      }
      if (source.peek() == ';' || source.peek() == '\n') {
        if (source.peek() == ';') {
          source.at++;
        }
        return items;
      }
      if ("&|<>()".indexOf(source.peek()) >= 0) {
        throw source.unexpected(token(), null);
      }
      items.add(words.word());
    }
  }

  private Ast arithmeticLoop(int end) {
    String[] parts = source.text.substring(source.at + 2, end).split(";", -1);
    if (parts.length != 3) {
      throw source.unexpected("((", null);
    }
    source.at = end + 2;
    source.skipBlanks();
    if (source.peek() == ';') {
      source.at++;
    }
    skipLines();
    Word condition = arithmeticWord(parts[1].isBlank() ? "1" : parts[1]);
    return new Ast.ForArithmetic(
        arithmeticWord(parts[0]), condition, arithmeticWord(parts[2]), doGroup());
  }

  private Ast choice() {
    source.at += 4;
    source.skipBlanks();
    if (source.ended() || source.peek() == '\n') {
      throw source.unexpected(token(), null);
    }
    Word subject = words.word();
    expect("in");
    List<Ast.Choice> choices = new ArrayList<>();
    while (true) {
      skipLines();
      if (isReserved("esac")) {
        source.at += 4;
        return new Ast.Case(subject, choices);
      }
      if (source.ended()) {
        throw source.unexpected("end of file", "esac");
      }
      choices.add(branch());
    }
  }

  private Ast.Choice branch() {
    if (source.peek() == '(') {
      source.at++;
    }
    List<Word> patterns = new ArrayList<>();
    while (true) {
      source.skipBlanks();
      if (source.ended() || "\n;&<>()|".indexOf(source.peek()) >= 0) {
        throw source.unexpected(token(), ")");
      }
      patterns.add(words.word());
      source.skipBlanks();
      if (source.peek() == '|') {
        source.at++;
      } else if (source.peek() == ')') {
        source.at++;
        break;
      } else {
        throw source.unexpected(token(), ")");
      }
    }
    List<Item> items = new ArrayList<>();
    while (true) {
      skipLines();
      if (source.startsWith(";;") || source.startsWith(";&")) {
        boolean through = source.look(1) == '&';
        source.at += 2;
        return new Ast.Choice(patterns, new Sequence(items), through);
      }
      if (isReserved("esac")) {
        return new Ast.Choice(patterns, new Sequence(items), false);
      }
      if (source.ended()) {
        throw source.unexpected("end of file", ";;");
      }
      item(items, "esac");
    }
  }

  private Ast functionBody() {
    skipLines();
    Ast body = compound(null);
    if (body == null) {
      body = simple(null);
    }
    return withRedirects(body, redirects());
  }

  private List<Redirect> redirects() {
    List<Redirect> found = new ArrayList<>();
    for (Redirect next = redirect(); next != null; next = redirect()) {
      found.add(next);
    }
    return found;
  }

  private @Nullable Redirect redirect() {
    source.skipBlanks();
    int digits = 0;
    int most = source.dash() ? 1 : 3;
    while (digits <= most && Character.isDigit(source.look(digits))) {
      digits++;
    }
    char c = source.look(digits);
    boolean both = digits == 0 && source.bash() && source.startsWith("&>");
    if (c != '<' && c != '>' && !both || digits > most) {
      return null;
    }
    int fd =
        digits == 0 ? -1 : Integer.parseInt(source.text.substring(source.at, source.at + digits));
    source.at += digits;
    String operator = both ? source.startsWith("&>>") ? "&>>" : "&>" : redirection();
    source.at += operator.length();
    source.skipBlanks();
    if (source.ended() || "\n;&|<>()".indexOf(source.peek()) >= 0) {
      throw source.unexpected(token(), null);
    }
    Word target = words.word();
    if (operator.startsWith("<<") && !operator.equals("<<<")) {
      return hereDocument(fd, operator, target);
    }
    if (operator.equals(">&") && source.bash() && fd < 0 && isFileName(target)) {
      operator = "&>";
    }
    return new Redirect(fd, operator, target);
  }

  /// In bash `>& name` sends both streams to a file, `>& 2` copies a descriptor.
  private static boolean isFileName(Word target) {
    String plain = target.plain();
    return plain != null && !plain.matches("[0-9]+|-");
  }

  private String redirection() {
    for (String operator : REDIRECTIONS) {
      if (source.startsWith(operator) && (!operator.equals("<<<") || source.bash())) {
        return operator;
      }
    }
    throw source.unexpected(token(), null);
  }

  private Redirect hereDocument(int fd, String operator, Word target) {
    StringBuilder end = new StringBuilder();
    boolean quoted = false;
    for (Ast.Part part : target.parts()) {
      if (part instanceof Ast.Part.Literal(String text, boolean isQuoted)) {
        end.append(text);
        quoted |= isQuoted;
      } else if (part instanceof Ast.Part.Parameter p && p.operator().isEmpty()) {
        end.append('$').append(p.name());
      }
    }
    Source.Pending here = new Source.Pending(end.toString(), operator.equals("<<-"), quoted);
    source.pending.add(here);
    return new Redirect(fd, "<<", new Word(here.body));
  }

  private Ast simple(@Nullable String expecting) {
    expandAlias();
    int line = source.line();
    int start = source.at;
    List<Ast.Assignment> assignments = new ArrayList<>();
    List<Word> found = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    while (true) {
      Redirect redirect = redirect();
      if (redirect != null) {
        redirects.add(redirect);
        continue;
      }
      source.skipBlanks();
      if (source.ended() || "\n;&|<>)".indexOf(source.peek()) >= 0) {
        break;
      }
      if (source.peek() == '(') {
        String name = found.size() == 1 && assignments.isEmpty() ? found.getFirst().plain() : null;
        if (name == null || !redirects.isEmpty()) {
          throw source.unexpected("(", null);
        }
        return function(name);
      }
      Ast.Assignment assignment = found.isEmpty() ? assignment() : null;
      if (assignment != null) {
        assignments.add(assignment);
        expandAlias();
      } else {
        found.add(words.word());
      }
    }
    if (source.at == start) {
      throw source.unexpected(token(), expecting);
    }
    return new Ast.Simple(assignments, found, redirects, line);
  }

  private Ast function(String name) {
    source.at++;
    source.skipBlanks();
    if (source.peek() != ')') {
      throw source.unexpected(token(), ")");
    }
    source.at++;
    return new Ast.Function(name, functionBody());
  }

  private Ast.@Nullable Assignment assignment() {
    int end = source.at;
    if (!WordReader.isNameStart(source.peek())) {
      return null;
    }
    while (end < source.text.length() && WordReader.isName(source.text.charAt(end))) {
      end++;
    }
    String name = source.text.substring(source.at, end);
    boolean append = source.bash() && source.text.startsWith("+=", end);
    if (!append && !source.text.startsWith("=", end)) {
      return null;
    }
    source.at = end + (append ? 2 : 1);
    return new Ast.Assignment(name, append, words.word());
  }

  /// Puts an alias's text in its name's place.
  private void expandAlias() {
    source.skipBlanks();
    for (int i = 0; i < 10 && source.at >= source.expandedUntil; i++) {
      String name = plainWord();
      String value = name.isEmpty() ? null : source.aliases.get(name);
      if (value == null) {
        return;
      }
      String rest = source.text.substring(source.at + name.length());
      source.text = source.text.substring(0, source.at) + value + rest;
      source.expandedUntil = source.at + value.length();
      // The expansion may begin with another alias, but not with the same again.
      if (value.startsWith(name)) {
        return;
      }
      source.expandedUntil = source.at;
    }
  }
}
