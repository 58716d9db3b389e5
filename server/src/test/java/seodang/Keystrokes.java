package seodang;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random sessions at a terminal, as somebody might type who types anything.
final class Keystrokes {
  /// One thing that a person does.
  sealed interface Step {
    record Text(String text) implements Step {}

    /// @param name as Playwright calls it
    /// @param bytes as xterm.js sends it
    record Key(String name, String bytes) implements Step {}

    record Size(int columns, int rows) implements Step {}

    /// The window loses its connection.
    record Cut() implements Step {}
  }

  /// What ends any program that a session may have left running, and clears the line.
  static final List<Step> END =
      List.of(
          key("Escape", "\u001b"),
          text(":q!"),
          key("Enter", "\r"),
          key("Control+x", "\u0018"),
          text("nq"),
          key("Control+c", "\u0003"),
          key("Control+c", "\u0003"));

  private static final List<Step.Key> KEYS =
      List.of(
          key("Enter", "\r"),
          key("Enter", "\r"),
          key("Backspace", "\u007f"),
          key("ArrowUp", "\u001b[A"),
          key("ArrowDown", "\u001b[B"),
          key("ArrowRight", "\u001b[C"),
          key("ArrowLeft", "\u001b[D"),
          key("Home", "\u001b[H"),
          key("End", "\u001b[F"),
          key("Delete", "\u001b[3~"),
          key("Tab", "\t"),
          key("Escape", "\u001b"),
          key("Control+a", "\u0001"),
          key("Control+e", "\u0005"),
          key("Control+k", "\u000b"),
          key("Control+u", "\u0015"),
          key("Control+y", "\u0019"),
          key("Control+l", "\f"),
          key("Control+r", "\u0012"),
          key("Control+g", "\u0007"),
          key("Control+c", "\u0003"));

  private static final List<String> LINES =
      List.of(
          "ls -la /etc",
          "echo 가나다 라마바사",
          "echo \u1112\u1161\u11ab\u1100\u1173\u11af e\u0301",
          "echo '안녕 😀 漢字' | cat -A",
          "printf '\\033[31mred\\033[0m \\033[7m뒤집힘\\033[0m\\n'",
          "printf 'tab\\there\\rover\\n'",
          "seq 40",
          "cat /etc/hosts",
          "vi note.txt",
          "nano 쪽지.txt",
          "seq 100 | less",
          "watch -n1 echo 가나",
          "kubectl get nodes -o wide",
          "kubectl get pods -A",
          "kubectl explain pod.spec",
          "sleep 2",
          "for i in 1 2 3; do echo 하나 $i; done",
          "yes 가 | head -60",
          "clear",
          "cat <<E",
          "echo '여러",
          "echo 하나둘셋넷다섯여섯일곱여덟아홉열하나둘셋넷다섯여섯일곱여덟아홉열하나둘셋넷다섯여섯일곱여덟아홉열하나둘셋넷다섯여섯일곱여덟아홉열",
          "x".repeat(180),
          "ㅣㄴ -ㅣ",
          "\t\t");

  private Keystrokes() {}

  private static Step.Key key(String name, String bytes) {
    return new Step.Key(name, bytes);
  }

  private static Step.Text text(String text) {
    return new Step.Text(text);
  }

  static List<Step> session(Random random) {
    List<Step> steps = new ArrayList<>();
    int count = 5 + random.nextInt(25);
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5, 6 -> {
          steps.add(text(LINES.get(random.nextInt(LINES.size()))));
          if (random.nextInt(3) > 0) {
            steps.add(KEYS.getFirst());
          }
        }
        case 7 -> steps.add(new Step.Size(20 + random.nextInt(120), 5 + random.nextInt(40)));
        case 8 -> steps.add(random.nextInt(3) == 0 ? new Step.Cut() : KEYS.getFirst());
        case 9 -> steps.add(text(anything(random)));
        default -> steps.add(KEYS.get(random.nextInt(KEYS.size())));
      }
    }
    return steps;
  }

  private static String anything(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> 0xAC00 + random.nextInt(11172);
            case 1 -> 0x1100 + random.nextInt(19);
            case 2 -> 0x1161 + random.nextInt(21);
            case 3 -> 0x3131 + random.nextInt(51);
            default -> 0x20 + random.nextInt(95);
          });
    }
    return text.toString();
  }
}
