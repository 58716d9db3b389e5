package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.kube.ApiRequest;
import seodang.kube.apiserver.validation.FieldError;

/// The parameters of requests: read as Go's `strconv` reads them, and held to the rules of
/// `meta/v1/validation` and `meta/internalversion/validation`.
final class RequestOptions {
  private static final String EXACT = "Exact";
  private static final String NOT_OLDER = "NotOlderThan";
  private static final int LONGEST_MANAGER = 128;
  private static final List<String> STREAMS = List.of("exec", "attach", "portforward", "proxy");

  private RequestOptions() {}

  /// What a writing request may ask for.
  static void check(ApiRequest request, RequestPath path, String verb) {
    if (STREAMS.contains(path.subresource())) {
      return;
    }
    switch (verb) {
      case "create" -> refuse("CreateOptions", writing(request));
      case "update" -> refuse("UpdateOptions", writing(request));
      case "patch" -> refuse("PatchOptions", patching(request));
      default -> {}
    }
  }

  private static List<FieldError> patching(ApiRequest request) {
    List<FieldError> errors = new ArrayList<>();
    if (Patches.isApply(request)) {
      if (request.parameter("fieldManager").isEmpty()) {
        errors.add(FieldError.required("fieldManager", "is required for apply patch"));
      }
    } else if (request.query().containsKey("force")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    errors.addAll(writing(request));
    return errors;
  }

  private static List<FieldError> writing(ApiRequest request) {
    if (request.query().isEmpty()) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>();
    String manager = request.parameter("fieldManager");
    if (manager.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
      errors.add(
          new FieldError(
              "FieldValueTooLong",
              "fieldManager",
              "Too long: may not be more than " + LONGEST_MANAGER + " bytes"));
    }
    int position = 0;
    for (int c : manager.codePoints().toArray()) {
      if (!isPrintable(c)) {
        errors.add(
            FieldError.invalid(
                "fieldManager",
                manager,
                "invalid character U+%04X (at position %d)".formatted(c, position)));
      }
      position += Character.toString(c).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }
    dryRun(request.query().getOrDefault("dryRun", List.of()), errors);
    String validation = request.parameter("fieldValidation");
    if (!List.of("", "Ignore", "Strict", "Warn").contains(validation)) {
      errors.add(
          unsupported(
              "fieldValidation",
              "\"" + validation + "\"",
              "\"\", \"Ignore\", \"Strict\", \"Warn\""));
    }
    return errors;
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || !(Character.isISOControl(c)
            || Character.isWhitespace(c)
            || Character.isSpaceChar(c)
            || !Character.isDefined(c)
            || Character.getType(c) == Character.FORMAT
            || Character.getType(c) == Character.SURROGATE
            || Character.getType(c) == Character.PRIVATE_USE);
  }

  static void dryRun(List<String> asked, List<FieldError> errors) {
    if (!asked.stream().allMatch("All"::equals)) {
      String shown =
          asked.stream()
              .map(a -> "\"" + a + "\"")
              .collect(java.util.stream.Collectors.joining(", ", "[]string{", "}"));
      errors.add(unsupported("dryRun", shown, "\"All\""));
    }
  }

  static FieldError unsupported(String field, String shown, String supported) {
    return new FieldError(
        "FieldValueNotSupported",
        field,
        "Unsupported value: " + shown + ": supported values: " + supported);
  }

  /// What a list or a watch may ask for.
  static void checkList(ApiRequest request) {
    for (String number : List.of("limit", "timeoutSeconds")) {
      var _ = number(request, number, 0);
    }
    boolean watch = request.flag("watch");
    boolean initial = request.query().containsKey("sendInitialEvents");
    boolean continued = !request.parameter("continue").isEmpty();
    String match = request.parameter("resourceVersionMatch");
    String version = request.parameter("resourceVersion");
    List<FieldError> errors = new ArrayList<>();
    if (watch && initial && !match.equals(NOT_OLDER)) {
      errors.add(
          forbiddenMatch(
              "sendInitialEvents requires setting resourceVersionMatch to " + NOT_OLDER));
    }
    if (watch && initial) {
      errors.add(
          FieldError.forbidden(
              "sendInitialEvents",
              "sendInitialEvents is forbidden for watch unless the WatchList feature gate is"
                  + " enabled"));
    }
    if (!watch && initial) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    if (!match.isEmpty()) {
      if (watch && !initial) {
        errors.add(
            forbiddenMatch(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
      }
      if (!watch && version.isEmpty()) {
        errors.add(
            forbiddenMatch("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      boolean known = match.equals(NOT_OLDER) || !watch && match.equals(EXACT);
      if (!watch && continued) {
        errors.add(forbiddenMatch("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!known) {
        errors.add(
            unsupported(
                "resourceVersionMatch",
                "\"" + match + "\"",
                watch ? "\"NotOlderThan\"" : "\"Exact\", \"NotOlderThan\", \"\""));
      }
      if (watch && continued) {
        errors.add(forbiddenMatch("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!watch && match.equals(EXACT) && version.equals("0")) {
        errors.add(
            forbiddenMatch(
                "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    refuse("ListOptions", errors);
  }

  private static FieldError forbiddenMatch(String detail) {
    return FieldError.forbidden("resourceVersionMatch", detail);
  }

  static void refuse(String kind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Statuses.invalid("meta.k8s.io", kind, "", errors);
    }
  }

  static boolean isExact(ApiRequest request) {
    return request.parameter("resourceVersionMatch").equals(EXACT);
  }

  static boolean isNotOlder(ApiRequest request) {
    return request.parameter("resourceVersionMatch").equals(NOT_OLDER);
  }

  /// A whole number; `otherwise` when it is not given.
  static long number(ApiRequest request, String name, long otherwise) {
    if (!request.query().containsKey(name)) {
      return otherwise;
    }
    String text = request.parameter(name);
    if (!text.matches("[+-]?[0-9]+")) {
      throw Statuses.badRequest(
          "strconv.ParseInt: parsing " + seodang.json.Json.text(text) + ": invalid syntax");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Statuses.badRequest(
          "strconv.ParseInt: parsing " + seodang.json.Json.text(text) + ": value out of range");
    }
  }

  /// `resourceVersion`; 0 when it is not given.
  static long revision(ApiRequest request) {
    String text = request.parameter("resourceVersion");
    if (text.isEmpty()) {
      return 0;
    }
    boolean digits = text.matches("[0-9]+");
    try {
      if (digits) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      if (text.length() < 20) {
        return Long.MAX_VALUE;
      }
    }
    throw Statuses.badRequest(
        "invalid resource version: resourceVersion: Invalid value: "
            + seodang.json.Json.text(text)
            + ": strconv.ParseUint: parsing "
            + seodang.json.Json.text(text)
            + ": "
            + (digits ? "value out of range" : "invalid syntax"));
  }
}
