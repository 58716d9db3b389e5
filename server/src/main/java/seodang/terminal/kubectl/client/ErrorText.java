package seodang.terminal.kubectl.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// What a failure looks like on standard error.
public final class ErrorText {
  private ErrorText() {}

  /// The whole text with its last newline, as the end of a command prints it; `""` for a silent
  /// one.
  public static String of(KubectlError error) {
    KubectlError one =
        error instanceof KubectlError.Several several && several.errors().size() == 1
            ? several.errors().getFirst()
            : error;
    return switch (one) {
      case KubectlError.Exit exit -> line(exit.text());
      case KubectlError.Rejected rejected when isInvalid(rejected) -> invalid(rejected);
      case KubectlError.Rejected rejected -> line(message(rejected));
      case KubectlError.NoResource none -> line(none.text());
      case KubectlError.Several several -> {
        StringBuilder lines = new StringBuilder();
        several.errors().forEach(e -> lines.append(message(e)).append('\n'));
        yield lines.toString();
      }
      default -> line(one.text().startsWith("error: ") ? one.text() : "error: " + one.text());
    };
  }

  private static String line(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /// One failure among several, or inside a sentence: without `error: `.
  public static String message(KubectlError error) {
    if (!(error instanceof KubectlError.Rejected rejected)) {
      return error.text();
    }
    String reason = rejected.reason();
    if (reason.equals("Unauthorized")) {
      return "error: You must be logged in to the server (" + rejected.text() + ")";
    }
    return "Error from server"
        + (reason.isEmpty() ? "" : " (" + reason + ")")
        + ": "
        + rejected.text();
  }

  private static boolean isInvalid(KubectlError.Rejected rejected) {
    return rejected.reason().equals("Invalid");
  }

  private static String invalid(KubectlError.Rejected rejected) {
    Json.Object details = rejected.status().object("details");
    String message = rejected.text();
    String text = "The request is invalid";
    if (rejected.status().get("details") == null) {
      return text + (message.isEmpty() ? "" : ": " + message) + "\n";
    }
    List<Json.Object> causes = details.array("causes").objects();
    if (!details.text("kind").isEmpty() || !details.text("name").isEmpty()) {
      text =
          "The " + details.text("kind") + " " + GoText.quote(details.text("name")) + " is invalid";
    } else if (!message.isEmpty() && causes.isEmpty()) {
      text += ": " + message;
    }
    Set<String> messages = new LinkedHashSet<>();
    causes.forEach(c -> messages.add(c.text("field") + ": " + c.text("message")));
    if (messages.isEmpty()) {
      return text + "\n";
    }
    if (messages.size() == 1) {
      return text + ": " + messages.iterator().next() + "\n";
    }
    StringBuilder lines = new StringBuilder(text).append(": \n");
    messages.forEach(m -> lines.append("* ").append(m).append('\n'));
    return lines.toString();
  }
}
