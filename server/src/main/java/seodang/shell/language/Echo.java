package seodang.shell.language;

import java.util.List;
import seodang.shell.Dialect;

/// What `echo` prints.
public final class Echo {
  private Echo() {}

  public static String text(List<String> args, Dialect dialect) {
    boolean newline = true;
    boolean escapes = dialect == Dialect.DASH;
    int from = 0;
    while (from < args.size()) {
      String arg = args.get(from);
      if (dialect == Dialect.DASH) {
        if (from > 0 || !arg.equals("-n")) {
          break;
        }
        newline = false;
      } else {
        if (!arg.matches("-[neE]+")) {
          break;
        }
        for (char c : arg.substring(1).toCharArray()) {
          newline &= c != 'n';
          escapes = c == 'e' || c != 'E' && escapes;
        }
      }
      from++;
    }
    String text = String.join(" ", args.subList(from, args.size()));
    if (escapes) {
      Escapes.Expanded expanded = Escapes.expand(text, true, dialect != Dialect.DASH);
      text = expanded.text();
      newline &= !expanded.stop();
    }
    return newline ? text + "\n" : text;
  }
}
