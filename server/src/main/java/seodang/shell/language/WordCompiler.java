package seodang.shell.language;

import java.util.List;
import seodang.shell.language.Ast.Part;
import seodang.shell.language.Ast.Word;

/// Turns words into operations; whoever asks ends the word as it needs it.
final class WordCompiler {
  private final Compiler code;

  WordCompiler(Compiler code) {
    this.code = code;
  }

  /// Begins a word and adds all its parts.
  void word(Word word) {
    code.emit(new Op.Begin());
    List<Part> parts = word.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (i == 0 && parts.getFirst() instanceof Part.Literal(String text, boolean quoted)) {
        literal(text, quoted, parts.size() == 1);
      } else {
        part(parts.get(i));
      }
    }
  }

  /// A word as one text on the stack.
  void text(Word word) {
    word(word);
    code.emit(new Op.EndText());
  }

  /// As [#word], with tildes after `=` and `:` too.
  void assigned(Word word) {
    code.emit(new Op.Begin());
    for (Part part : word.parts()) {
      if (part instanceof Part.Literal(String text, boolean quoted) && !quoted) {
        boolean first = part == word.parts().getFirst();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
          boolean opens = i == 0 ? first : text.charAt(i - 1) == ':' || text.charAt(i - 1) == '=';
          if (text.charAt(i) == '~' && opens) {
            code.emit(new Op.Literal(text.substring(start, i), false));
            int end = tildeEnd(text, i);
            code.emit(new Op.Tilde(text.substring(i + 1, end)));
            start = end;
          }
        }
        code.emit(new Op.Literal(text.substring(start), false));
      } else {
        part(part);
      }
    }
  }

  private void literal(String text, boolean quoted, boolean whole) {
    int end = tildeEnd(text, 0);
    if (!quoted && text.startsWith("~") && (whole || end < text.length())) {
      code.emit(new Op.Tilde(text.substring(1, end)));
      if (end < text.length()) {
        code.emit(new Op.Literal(text.substring(end), false));
      }
    } else {
      code.emit(new Op.Literal(text, quoted));
    }
  }

  private static int tildeEnd(String text, int tilde) {
    int end = tilde;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != ':') {
      end++;
    }
    return end;
  }

  private void part(Part part) {
    switch (part) {
      case Part.Literal(String text, boolean quoted) -> code.emit(new Op.Literal(text, quoted));
      case Part.Parameter p -> parameter(p);
      case Part.Substitution(Ast.Sequence body, boolean quoted) ->
          code.emit(new Op.Substitute(code.aside(body), quoted));
      case Part.Arithmetic(Word expression, boolean quoted) -> {
        text(expression);
        code.emit(new Op.Compute(quoted));
      }
    }
  }

  private void parameter(Part.Parameter p) {
    String operator = p.operator();
    boolean colon = operator.startsWith(":");
    switch (operator) {
      case "" -> code.emit(new Op.Parameter(p.name(), p.quoted()));
      case "length" -> code.emit(new Op.Length(p.name(), p.quoted()));
      case "-", ":-" -> {
        int test = code.reserve();
        parts(p.words().getFirst(), p.quoted());
        code.fill(test, at -> new Op.IfSet(p.name(), colon, p.quoted(), at));
      }
      case "+", ":+" -> {
        int test = code.reserve();
        parts(p.words().getFirst(), p.quoted());
        code.fill(test, at -> new Op.IfUnset(p.name(), colon, at));
      }
      case "=", ":=" -> {
        int test = code.reserve();
        text(p.words().getFirst());
        code.emit(new Op.AssignDefault(p.name(), p.quoted()));
        code.fill(test, at -> new Op.IfSet(p.name(), colon, p.quoted(), at));
      }
      case "?", ":?" -> {
        int test = code.reserve();
        text(p.words().getFirst());
        code.emit(new Op.Complain(p.name(), colon, 1));
        code.fill(test, at -> new Op.IfSet(p.name(), colon, p.quoted(), at));
      }
      case "%", "%%", "#", "##" -> {
        pattern(p.words().getFirst());
        code.emit(new Op.Trim(p.name(), operator, p.quoted()));
      }
      case "/", "//", "/#", "/%" -> {
        pattern(p.words().getFirst());
        text(p.words().getLast());
        code.emit(new Op.Replace(p.name(), operator, p.quoted()));
      }
      case ":" -> {
        for (Word word : p.words()) {
          text(word);
        }
        code.emit(new Op.Slice(p.name(), p.words().size() == 2, p.quoted()));
      }
      case "^", "^^", ",", ",," -> code.emit(new Op.ChangeCase(p.name(), operator, p.quoted()));
      default -> code.emit(new Op.BadSubstitution(p.name(), 1));
    }
  }

  private void pattern(Word word) {
    word(word);
    code.emit(new Op.EndPattern());
  }

  private void parts(Word word, boolean quoted) {
    for (Part part : word.parts()) {
      if (!quoted && part instanceof Part.Literal(String text, boolean own) && !own) {
        code.emit(new Op.Default(text));
      } else {
        part(part);
      }
    }
  }
}
