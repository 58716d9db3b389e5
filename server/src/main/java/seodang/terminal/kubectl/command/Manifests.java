package seodang.terminal.kubectl.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoYaml;

/// Reads manifests as apimachinery's `YAMLOrJSONDecoder` does: documents apart at `---`, JSON where
/// the text begins with a brace.
final class Manifests {
  private Manifests() {}

  /// The documents of a file, unread: each is parsed only when its turn comes.
  static List<String> split(String text) {
    if (text.stripLeading().startsWith("{")) {
      return List.of(text);
    }
    List<String> documents = new ArrayList<>();
    StringBuilder document = new StringBuilder();
    for (String line : text.split("(?<=\n)", -1)) {
      if (line.startsWith("---")) {
        String rest = line.substring(3).strip();
        if (rest.isEmpty() || rest.startsWith("#")) {
          documents.add(document.toString());
          document.setLength(0);
          continue;
        }
      }
      document.append(line);
    }
    documents.add(document.toString());
    return documents.stream().filter(d -> !d.isBlank()).toList();
  }

  /// One document; null when it is empty.
  ///
  /// @throws KubectlError with the text that stands after `error parsing FILE: `
  static @Nullable Json parse(String document) {
    String text = document.strip();
    if (text.startsWith("{")) {
      try {
        return Json.parse(text);
      } catch (JsonException e) {
        if (isCut(text)) {
          throw new KubectlError("unexpected EOF");
        }
      }
    }
    try {
      return GoYaml.parse(document);
    } catch (JsonException e) {
      throw new KubectlError("error converting YAML to JSON: " + e.getMessage());
    }
  }

  /// True when braces, brackets or a string are still open at the end.
  private static boolean isCut(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return quoted || depth > 0;
  }
}
