package seodang.shell.tool;

import java.time.Instant;
import seodang.shell.Node;

/// Permission bits as `chmod` is told them.
final class Modes {
  private static final int UMASK = 022;

  private Modes() {}

  /// A node with other bits and another time.
  static Node with(Node node, int mode, Instant modified) {
    return switch (node) {
      case Node.File f -> new Node.File(f.text(), mode, f.owner(), modified);
      case Node.Directory d ->
          new Node.Directory(d.children(), d.count(), d.bytes(), mode, d.owner(), modified);
      case Node.Link l -> new Node.Link(l.target(), modified);
    };
  }

  /// What `755`, `+x`, `u+rw,go-w`, `a=rX` make of the bits; -1 when it is none of these.
  static int change(String mode, int old, boolean directory) {
    if (mode.matches("[0-7]{1,5}")) {
      int bits = Integer.parseInt(mode, 8);
      return bits > 07777 ? -1 : bits;
    }
    if (!mode.matches("[ugoa]*([-+=]([rwxXst]*|[ugo]))+(,[ugoa]*([-+=]([rwxXst]*|[ugo]))+)*")) {
      return -1;
    }
    int bits = old;
    for (String part : mode.split(",", -1)) {
      String who = part.replaceFirst("[-+=].*", "");
      for (int at = who.length(); at < part.length(); ) {
        int end = at + 1;
        while (end < part.length() && "-+=".indexOf(part.charAt(end)) < 0) {
          end++;
        }
        bits = one(bits, who, part.charAt(at), part.substring(at + 1, end), directory);
        at = end;
      }
    }
    return bits;
  }

  private static int one(int old, String who, char verb, String what, boolean directory) {
    int each = 0;
    for (char p : what.toCharArray()) {
      each |=
          switch (p) {
            case 'r' -> 4;
            case 'w' -> 2;
            case 'x' -> 1;
            case 'X' -> directory || (old & 0111) != 0 ? 1 : 0;
            case 'u' -> old >> 6 & 7;
            case 'g' -> old >> 3 & 7;
            case 'o' -> old & 7;
            default -> 0;
          };
    }
    boolean all = who.isEmpty() || who.contains("a");
    int mask = all || who.contains("u") ? 0700 : 0;
    mask |= all || who.contains("g") ? 070 : 0;
    mask |= all || who.contains("o") ? 07 : 0;
    int bits = (each << 6 | each << 3 | each) & mask & (who.isEmpty() ? ~UMASK : ~0);
    if (what.contains("s")) {
      bits |= (mask & 0700) != 0 ? 04000 : 0;
      bits |= (mask & 070) != 0 ? 02000 : 0;
    }
    bits |= what.contains("t") ? 01000 : 0;
    return switch (verb) {
      case '+' -> old | bits;
      case '-' -> old & ~bits;
      default -> old & ~mask | bits;
    };
  }
}
