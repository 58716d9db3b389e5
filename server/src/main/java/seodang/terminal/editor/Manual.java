package seodang.terminal.editor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import seodang.shell.Cells;
import seodang.terminal.Command;
import seodang.terminal.CommandContext;

/// `man` and `help`: pages of our own, in Korean, read from `man.txt`. There a page begins with `==
/// name what it is for`, then come its synopsis, prose, `option|meaning` and `> example`.
public final class Manual {
  private static final int INDENT = 7;
  private static final int OPTIONS = 18;
  private static final Map<String, Page> PAGES = read();

  private record Page(String name, String purpose, List<String> lines) {}

  private Manual() {}

  /// `man NAME`.
  public static Command man() {
    return Manual::show;
  }

  /// `help`: every page's name and purpose.
  public static Command help() {
    return context -> {
      StringBuilder out = new StringBuilder();
      for (Page page : PAGES.values()) {
        out.append("  ").append(padded(page.name(), 11)).append(page.purpose()).append('\n');
      }
      out.append("\n자세한 것은 man 이름, kubectl은 kubectl --help 로 봅니다.\n");
      context.out(out.toString());
      return 0;
    };
  }

  private static int show(CommandContext context) throws InterruptedException {
    List<String> names = context.args().stream().filter(word -> !word.matches("-.*|\\d")).toList();
    if (names.isEmpty()) {
      context.err("What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    Page page = PAGES.get(names.getFirst());
    if (page == null) {
      context.err("No manual entry for " + names.getFirst() + "\n");
      return 16;
    }
    return Less.show(context, text(page));
  }

  private static String text(Page page) {
    StringBuilder out = new StringBuilder();
    String indent = " ".repeat(INDENT);
    out.append("이름\n").append(indent).append(page.name()).append(" - ").append(page.purpose());
    out.append("\n\n쓰는 법\n").append(indent).append(page.lines().getFirst()).append('\n');
    String part = "";
    for (String line : page.lines().subList(1, page.lines().size())) {
      String now = line.startsWith("> ") ? "보기" : isOption(line) ? "자주 쓰는 것" : "설명";
      if (!now.equals(part)) {
        out.append('\n').append(now).append('\n');
        part = now;
      }
      out.append(indent);
      if (now.equals("보기")) {
        out.append("$ ").append(line.substring(2));
      } else if (now.equals("설명")) {
        out.append(line);
      } else {
        int bar = line.indexOf('|');
        out.append(padded(line.substring(0, bar), OPTIONS)).append(line.substring(bar + 1));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static boolean isOption(String line) {
    int bar = line.indexOf('|');
    return bar > 0 && bar < 24 && !line.contains(". ");
  }

  private static String padded(String text, int cells) {
    return text + " ".repeat(Math.max(1, cells - Cells.width(text)));
  }

  private static Map<String, Page> read() {
    Map<String, Page> pages = new LinkedHashMap<>();
    try (InputStream in = Objects.requireNonNull(Manual.class.getResourceAsStream("man.txt"))) {
      List<String> lines = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("== ")) {
          lines = new ArrayList<>();
          String[] words = line.split(" ", 3);
          pages.put(words[1], new Page(words[1], words[2], lines));
        } else {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }
}
