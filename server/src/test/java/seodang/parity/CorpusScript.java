package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One text of the corpus: a cluster of one profile, files, and one command a line.
///
/// `@profile NAME` says which cluster, `@file PATH` to `@end` is a file of the learner's, `@sleep
/// N` lets N seconds pass, `#` begins a comment. A here-document belongs to its command.
record CorpusScript(String name, String profile, List<Step> steps) {
  private static final Pattern HERE = Pattern.compile("<<-?\\s*['\"]?(\\w+)['\"]?");

  /// What is done next.
  sealed interface Step {
    record Command(String line) implements Step {}

    record File(String path, String text) implements Step {}

    record Sleep(Duration time) implements Step {}
  }

  static CorpusScript read(Path path) throws IOException {
    String profile = "kwok";
    List<Step> steps = new ArrayList<>();
    List<String> lines = Files.readAllLines(path);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String word = line.split(" ", 2)[0];
      String rest = line.substring(word.length()).strip();
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      switch (word) {
        case "@profile" -> profile = rest;
        case "@sleep" -> steps.add(new Step.Sleep(Duration.ofSeconds(Long.parseLong(rest))));
        case "@file" -> {
          int end = lines.subList(i, lines.size()).indexOf("@end") + i;
          steps.add(new Step.File(rest, text(lines.subList(i + 1, end))));
          i = end;
        }
        default -> {
          Matcher here = HERE.matcher(line);
          if (here.find()) {
            int end = lines.subList(i, lines.size()).indexOf(here.group(1)) + i;
            steps.add(new Step.Command(text(lines.subList(i, end + 1)).strip()));
            i = end;
          } else {
            steps.add(new Step.Command(line));
          }
        }
      }
    }
    String file = String.valueOf(path.getFileName());
    return new CorpusScript(file.replaceFirst("\\.txt$", ""), profile, List.copyOf(steps));
  }

  long commands() {
    return steps.stream().filter(Step.Command.class::isInstance).count();
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
