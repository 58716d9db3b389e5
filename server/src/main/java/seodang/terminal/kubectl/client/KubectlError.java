package seodang.terminal.kubectl.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// A failure that ends a command, or one part of it.
public class KubectlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message as kubectl words it, without a leading `error: `
  public KubectlError(String message) {
    super(message, null, false, false);
  }

  public String text() {
    return String.valueOf(getMessage());
  }

  /// The API server said no.
  public static final class Rejected extends KubectlError {
    private static final long serialVersionUID = 1L;
    private final transient Json.Object status;

    public Rejected(Json.Object status) {
      super(status.text("message"));
      this.status = status;
    }

    public Json.Object status() {
      return status;
    }

    public int code() {
      return (int) status.number("code", 0);
    }

    public String reason() {
      return status.text("reason");
    }

    public boolean isNotFound() {
      return reason().equals("NotFound");
    }

    public Rejected withMessage(String message) {
      return new Rejected(status.with("message", message));
    }
  }

  /// No resource of that name: discovery knows none.
  public static final class NoResource extends KubectlError {
    private static final long serialVersionUID = 1L;

    public NoResource(String resource, String group) {
      super(
          "the server doesn't have a resource type "
              + GoText.quote(resource)
              + (group.isEmpty() ? "" : " in group " + GoText.quote(group)));
    }
  }

  /// Several failures, each to be told.
  public static final class Several extends KubectlError {
    private static final long serialVersionUID = 1L;
    private final transient List<KubectlError> errors;

    public Several(List<KubectlError> errors) {
      super(join(errors));
      this.errors = List.copyOf(errors);
    }

    public List<KubectlError> errors() {
      return errors;
    }

    private static String join(List<KubectlError> errors) {
      List<String> texts = errors.stream().map(KubectlError::text).distinct().toList();
      return texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    }
  }

  /// The command ends with this code; the message, if any, is printed as it is.
  public static final class Exit extends KubectlError {
    private static final long serialVersionUID = 1L;
    private final int code;

    public Exit(int code, String message) {
      super(message);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /// One error, several as one, or null for none; nested ones are flattened.
  public static @Nullable KubectlError of(List<KubectlError> errors) {
    if (errors.isEmpty()) {
      return null;
    }
    return errors.size() == 1 ? errors.getFirst() : new Several(errors);
  }

  /// Throws what [#of] answers, if anything.
  public static void throwIfAny(List<KubectlError> errors) {
    KubectlError error = of(errors);
    if (error != null) {
      throw error;
    }
  }

  /// All single errors within.
  public List<KubectlError> flatten() {
    if (!(this instanceof Several several)) {
      return List.of(this);
    }
    List<KubectlError> flat = new ArrayList<>();
    several.errors().forEach(e -> flat.addAll(e.flatten()));
    return flat;
  }

  /// Says which file a failure came from, as `AddSourceToErr` does; unchanged without a source.
  public KubectlError from(String verb, String source) {
    if (source.isEmpty()) {
      return this;
    }
    String message = "error when " + verb + " " + GoText.quote(source) + ": " + text();
    return this instanceof Rejected rejected
        ? rejected.withMessage(message)
        : new KubectlError(message);
  }
}
