package seodang.terminal.kubectl.golang;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// A template of Go's `text/template`, with the functions kubectl adds (`exists`, `base64decode`).
///
/// Data is decoded JSON, whose whole numbers are integers. Output is bounded by [TemplateRun].
public final class GoTemplate {
  private static final Set<String> BLOCKS = Set.of("if", "range", "with", "define", "block");

  private final String name;
  private final List<TemplateNode> root;
  private final Map<String, List<TemplateNode>> defined = new HashMap<>();
  private final String text;
  private final List<String[]> pieces;
  private int piece;
  private int line;
  private int offset;

  /// Why a template cannot be read; the message is Go's without its position.
  public static final class ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    ParseException(String message) {
      super(message);
    }
  }

  /// Why a template cannot be filled in.
  public static final class ExecuteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExecuteException(String message) {
      super(message);
    }
  }

  private GoTemplate(String name, String text) throws ParseException {
    this.name = name;
    this.text = text;
    this.pieces = split(text);
    this.root = block(null);
  }

  /// @param name as errors call it
  /// @throws ParseException with the whole of Go's message: `template: output:1: unclosed action`
  public static GoTemplate parse(String name, String text) throws ParseException {
    int[] position = {1};
    try {
      position[0] = lineOfUnclosed(text);
      return new GoTemplate(name, text);
    } catch (Located e) {
      throw new ParseException("template: " + name + ":" + e.line + ": " + e.getMessage());
    } catch (ParseException e) {
      throw new ParseException(
          "template: " + name + ":" + Math.max(1, position[0]) + ": " + e.getMessage());
    }
  }

  /// The template filled in.
  ///
  /// @param missingKeyIsError as with `--allow-missing-template-keys=false`
  /// @throws ExecuteException with Go's message
  public String execute(Json data, boolean missingKeyIsError) {
    TemplateRun run = new TemplateRun(name, defined, missingKeyIsError);
    return run.start(root, data);
  }

  private static final class Located extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;

    Located(int line, String message) {
      super(message, null, false, false);
      this.line = line;
    }
  }

  private static int lineOfUnclosed(String text) {
    int open = text.lastIndexOf("{{");
    return open < 0 ? 1 : 1 + (int) text.substring(0, open).chars().filter(c -> c == '\n').count();
  }

  /// Text and actions in turn: `{"text" or "action", content, line, offset}`.
  private static List<String[]> split(String text) throws ParseException {
    List<String[]> pieces = new ArrayList<>();
    int at = 0;
    boolean trim = false;
    while (at <= text.length()) {
      int open = text.indexOf("{{", at);
      String plain = text.substring(at, open < 0 ? text.length() : open);
      plain = trim ? plain.stripLeading() : plain;
      boolean trimLeft = open >= 0 && text.startsWith("- ", open + 2);
      plain = trimLeft ? plain.stripTrailing() : plain;
      if (!plain.isEmpty()) {
        pieces.add(new String[] {"text", plain, "", ""});
      }
      if (open < 0) {
        break;
      }
      int start = open + (trimLeft ? 4 : 2);
      int close = closing(text, start);
      if (close < 0) {
        throw new ParseException(
            text.startsWith("/*", start) ? "unclosed comment" : "unclosed action");
      }
      trim = close >= 2 && text.startsWith(" -", close - 2);
      String action = text.substring(start, trim ? close - 2 : close);
      int row = 1 + (int) text.substring(0, open).chars().filter(c -> c == '\n').count();
      if (!action.startsWith("/*")) {
        int lead = action.length() - action.stripLeading().length();
        pieces.add(
            new String[] {
              "action", action.strip(), Integer.toString(row), Integer.toString(start + lead)
            });
      }
      at = close + 2;
    }
    return pieces;
  }

  /// Where the `}}` of an action is, past its strings; -1 when there is none.
  private static int closing(String text, int from) {
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote != '`') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '`' || c == '\'') {
        quote = c;
      } else if (text.startsWith("}}", i)) {
        return i;
      }
    }
    return -1;
  }

  /// Reads nodes up to `{{end}}` or `{{else}}` (left for the caller), or to the end at top level.
  private List<TemplateNode> block(@Nullable String within) throws ParseException {
    List<TemplateNode> nodes = new ArrayList<>();
    while (piece < pieces.size()) {
      String[] next = pieces.get(piece);
      if (next[0].equals("text")) {
        piece++;
        nodes.add(new TemplateNode.Text(next[1]));
        continue;
      }
      line = Integer.parseInt(next[2]);
      offset = Integer.parseInt(next[3]);
      String keyword = next[1].split("\\s", 2)[0];
      if (keyword.equals("end") || keyword.equals("else")) {
        if (within == null) {
          throw new Located(line, "unexpected {{" + next[1] + "}}");
        }
        return nodes;
      }
      piece++;
      try {
        node(keyword, next[1], nodes);
      } catch (ParseException e) {
        throw new Located(line, String.valueOf(e.getMessage()));
      }
    }
    if (within != null) {
      throw new Located(line, "unexpected EOF");
    }
    return nodes;
  }

  private void node(String keyword, String action, List<TemplateNode> nodes) throws ParseException {
    String rest = action.substring(keyword.length()).strip();
    if (BLOCKS.contains(keyword)) {
      switch (keyword) {
        case "define" -> {
          defined.put(templateName(rest), block(keyword));
          piece++;
        }
        case "block" -> {
          String quoted = TemplateParser.firstString(rest);
          defined.put(templateName(quoted), block(keyword));
          piece++;
          nodes.add(
              new TemplateNode.Call(
                  templateName(quoted), pipeline(rest.substring(quoted.length()).strip())));
        }
        default -> nodes.add(controlled(keyword, rest));
      }
      return;
    }
    switch (keyword) {
      case "template" -> {
        String quoted = TemplateParser.firstString(rest);
        String argument = rest.substring(quoted.length()).strip();
        nodes.add(
            new TemplateNode.Call(
                templateName(quoted), argument.isEmpty() ? null : pipeline(argument)));
      }
      case "break", "continue" -> nodes.add(new TemplateNode.Jump(keyword));
      default -> nodes.add(new TemplateNode.Action(pipeline(action)));
    }
  }

  private TemplateNode controlled(String keyword, String condition) throws ParseException {
    if (condition.isEmpty()) {
      throw new ParseException("missing value for " + keyword);
    }
    TemplateNode.Pipeline pipeline = pipeline(condition);
    List<TemplateNode> body = block(keyword);
    String end = pieces.get(piece)[1];
    piece++;
    if (end.equals("end")) {
      return new TemplateNode.Block(keyword, pipeline, body, null);
    }
    String more = end.substring("else".length()).strip();
    if (more.isEmpty()) {
      List<TemplateNode> otherwise = block(keyword);
      piece++;
      return new TemplateNode.Block(keyword, pipeline, body, otherwise);
    }
    String chained = more.split("\\s", 2)[0];
    TemplateNode next = controlled(chained, more.substring(chained.length()).strip());
    return new TemplateNode.Block(keyword, pipeline, body, List.of(next));
  }

  /// A pipeline that stands somewhere in the present action.
  private TemplateNode.Pipeline pipeline(String source) throws ParseException {
    int start = Math.max(0, text.indexOf(source, offset));
    return TemplateParser.pipeline(source, at -> place(start + at));
  }

  private String place(int at) {
    String before = text.substring(0, Math.min(at, text.length()));
    int newline = before.lastIndexOf('\n');
    long row = 1 + before.chars().filter(c -> c == '\n').count();
    return row + ":" + (newline < 0 ? at : at - newline - 1);
  }

  private static String templateName(String quoted) throws ParseException {
    if (quoted.length() < 2 || !(TemplateLexer.unquote(quoted) instanceof String name)) {
      throw new ParseException("unexpected " + GoText.quote(quoted) + " in template clause");
    }
    return name;
  }
}
