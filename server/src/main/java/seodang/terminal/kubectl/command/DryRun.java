package seodang.terminal.kubectl.command;

import org.jspecify.annotations.Nullable;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoNumbers;

/// The value of `--dry-run`.
public enum DryRun {
  NONE(""),
  CLIENT(" (dry run)"),
  SERVER(" (server dry run)");

  private final String mark;

  DryRun(String mark) {
    this.mark = mark;
  }

  /// What a report adds: ` (dry run)`.
  public String mark() {
    return mark;
  }

  /// The value of the request parameter `dryRun`; null for a real request.
  public @Nullable String parameter() {
    return this == SERVER ? "All" : null;
  }

  public static DryRun of(Invocation invocation) {
    String value = invocation.flags().text("dry-run");
    try {
      boolean given = GoNumbers.parseBool(value);
      invocation.logWarning(
          "helpers.go:711",
          "--dry-run="
              + value
              + " is deprecated (boolean value) and can be replaced with --dry-run="
              + (given ? "client." : "none."));
      return given ? CLIENT : NONE;
    } catch (GoNumbers.SyntaxException e) {
      return switch (value) {
        case "unchanged" -> {
          invocation.logWarning(
              "helpers.go:703",
              "--dry-run is deprecated and can be replaced with --dry-run=client.");
          yield CLIENT;
        }
        case "client" -> CLIENT;
        case "server" -> SERVER;
        case "none", "" -> NONE;
        default ->
            throw new KubectlError(
                "Invalid dry-run value ("
                    + value
                    + "). Must be \"none\", \"server\", or \"client\".");
      };
    }
  }
}
