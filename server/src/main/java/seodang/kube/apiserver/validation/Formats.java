package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The forms texts must have, each answering what is wrong; worded as `apimachinery`'s
/// `util/validation` does.
public final class Formats {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String LOOSE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern LABEL_FORM = Pattern.compile(LABEL);
  private static final Pattern SUBDOMAIN_FORM = Pattern.compile(SUBDOMAIN);
  private static final Pattern LOOSE_FORM =
      Pattern.compile(LOOSE_LABEL + "(\\." + LOOSE_LABEL + ")*");
  private static final Pattern LABEL_1035_FORM = Pattern.compile(LABEL_1035);
  private static final Pattern NAME_FORM = Pattern.compile(NAME);
  private static final Pattern KEY_FORM = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final Pattern HEADER_FORM = Pattern.compile("[-A-Za-z0-9]+");
  private static final Pattern PERCENT_FORM = Pattern.compile("[0-9]+%");
  private static final Pattern PORT_FORM = Pattern.compile("[-a-z0-9]+");
  private static final Pattern PATH_FORM = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
  private static final Pattern WILDCARD_FORM = Pattern.compile("\\*\\." + SUBDOMAIN);
  private static final Pattern IDENTIFIER_FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Formats() {}

  /// How a text that does not match an expression is told.
  static String regexError(String message, String regex, String... examples) {
    StringBuilder text = new StringBuilder(message);
    if (examples.length == 0) {
      return text.append(" (regex used for validation is '").append(regex).append("')").toString();
    }
    text.append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      text.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
    }
    return text.append("regex used for validation is '").append(regex).append("')").toString();
  }

  private static List<String> check(
      String text, int limit, boolean matches, String message, String regex, String... examples) {
    List<String> wrong = new ArrayList<>(0);
    if (text.length() > limit) {
      wrong.add(maxLength(limit));
    }
    if (!matches) {
      wrong.add(regexError(message, regex, examples));
    }
    return wrong;
  }

  static String maxLength(int limit) {
    return "must be no more than " + limit + " characters";
  }

  /// RFC 1123 label.
  public static List<String> label(String text) {
    if (!LABEL_FORM.matcher(text).matches() && SUBDOMAIN_FORM.matcher(text).matches()) {
      List<String> wrong = new ArrayList<>(check(text, 63, true, "", ""));
      wrong.add("must not contain dots");
      return wrong;
    }
    return check(
        text,
        63,
        LABEL_FORM.matcher(text).matches(),
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character",
        LABEL,
        "my-name",
        "123-abc");
  }

  /// RFC 1123 subdomain.
  public static List<String> subdomain(String text) {
    return check(
        text,
        253,
        SUBDOMAIN_FORM.matcher(text).matches(),
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character",
        SUBDOMAIN,
        "example.com");
  }

  static List<String> subdomainWithUnderscore(String text) {
    return check(
        text,
        253,
        LOOSE_FORM.matcher(text).matches(),
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-'"
            + " or '.', and must start and end with an alphanumeric character",
        SUBDOMAIN,
        "example.com");
  }

  static List<String> wildcardSubdomain(String text) {
    return check(
        text,
        253,
        WILDCARD_FORM.matcher(text).matches(),
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
            + " which must consist of lower case alphanumeric characters, '-' or '.' and end with an"
            + " alphanumeric character",
        "\\*\\." + SUBDOMAIN,
        "*.example.com");
  }

  /// RFC 1035 label.
  public static List<String> label1035(String text) {
    return check(
        text,
        63,
        LABEL_1035_FORM.matcher(text).matches(),
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character",
        LABEL_1035,
        "my-name",
        "abc-123");
  }

  /// A part of a path: RBAC's names.
  static List<String> pathSegment(String name, boolean prefix) {
    if (!prefix && (name.equals(".") || name.equals(".."))) {
      return List.of("may not be '" + name + "'");
    }
    List<String> wrong = new ArrayList<>(0);
    for (String c : List.of("/", "%")) {
      if (name.contains(c)) {
        wrong.add("may not contain '" + c + "'");
      }
    }
    return wrong;
  }

  /// A label's key.
  static List<String> qualified(String text) {
    String form =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character";
    String[] parts = text.split("/", -1);
    List<String> wrong = new ArrayList<>(0);
    if (parts.length > 2) {
      wrong.add(
          "a qualified name "
              + regexError(form, NAME, "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return wrong;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(m -> wrong.add("prefix part " + m));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    } else if (name.length() > 63) {
      wrong.add("name part " + maxLength(63));
    }
    if (!NAME_FORM.matcher(name).matches()) {
      wrong.add("name part " + regexError(form, NAME, "MyName", "my.name", "123-abc"));
    }
    return wrong;
  }

  static List<String> labelValue(String text) {
    return check(
        text,
        63,
        text.isEmpty() || NAME_FORM.matcher(text).matches(),
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character",
        "(" + NAME + ")?",
        "MyValue",
        "my_value",
        "12345");
  }

  static List<String> portName(String port) {
    List<String> wrong = new ArrayList<>(0);
    if (port.length() > 15) {
      wrong.add(maxLength(15));
    }
    if (!PORT_FORM.matcher(port).matches()) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (port.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (port.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (port.startsWith("-") || port.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  static List<String> percent(String text) {
    return check(
        text,
        Integer.MAX_VALUE,
        PERCENT_FORM.matcher(text).matches(),
        "a valid percent string must be a numeric string followed by an ending '%'",
        "[0-9]+%",
        "1%",
        "93%");
  }

  static List<String> headerName(String text) {
    return check(
        text,
        Integer.MAX_VALUE,
        HEADER_FORM.matcher(text).matches(),
        "a valid HTTP header must consist of alphanumeric characters or '-'",
        "[-A-Za-z0-9]+",
        "X-Header-Name");
  }

  static List<String> identifier(String text) {
    return check(
        text,
        Integer.MAX_VALUE,
        IDENTIFIER_FORM.matcher(text).matches(),
        "a valid C identifier must start with alphabetic character or '_', followed by a string of"
            + " alphanumeric characters or '_'",
        "[A-Za-z_][A-Za-z0-9_]*",
        "my_name",
        "MY_NAME",
        "MyName");
  }

  /// An environment variable's name, of which v1.33 asks little.
  static List<String> envName(String name) {
    List<String> wrong = new ArrayList<>(0);
    if (name.isEmpty()) {
      wrong.add("environment variable name must be non-empty");
    }
    if (name.chars().anyMatch(c -> c > 126 || c < 32 || c == '=')) {
      wrong.add(
          "a valid environment variable name must consist only of printable ASCII characters other"
              + " than '='");
    }
    return wrong;
  }

  /// A key of a ConfigMap or Secret.
  static List<String> configKey(String key) {
    List<String> wrong =
        new ArrayList<>(
            check(
                key,
                253,
                KEY_FORM.matcher(key).matches(),
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                "[-._a-zA-Z0-9]+",
                "key.name",
                "KEY_NAME",
                "key-name"));
    if (key.equals(".")) {
      wrong.add("must not be '.'");
    } else if (key.equals("..")) {
      wrong.add("must not be '..'");
    } else if (key.startsWith("..")) {
      wrong.add("must not start with '..'");
    }
    return wrong;
  }

  static boolean isHttpPath(String path) {
    return PATH_FORM.matcher(path).matches();
  }

  /// A `generateName` is checked as if something followed its last dash.
  static String masked(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }

  /// `example.com/path`.
  static void domainPrefixedPath(Field field) {
    String text = field.text();
    if (!field.requiredText()) {
      return;
    }
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      field.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    String host = text.substring(0, slash);
    subdomain(host).forEach(m -> field.invalid(host, m));
    String path = text.substring(slash + 1);
    if (!isHttpPath(path)) {
      field.invalid(path, regexError("Invalid path", "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"));
    }
  }

  /// A domain name with at least three parts.
  static void fullyQualifiedName(Field field) {
    if (!field.requiredText()) {
      return;
    }
    List<String> wrong = subdomain(field.text());
    if (!wrong.isEmpty()) {
      field.invalid(String.join(",", wrong));
    } else if (field.text().split("\\.", -1).length < 3) {
      field.invalid("should be a domain with at least three segments separated by dots");
    }
  }
}
