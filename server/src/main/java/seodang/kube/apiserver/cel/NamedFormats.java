package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.STRING;
import static seodang.kube.apiserver.cel.Function.global;
import static seodang.kube.apiserver.cel.Function.member;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The format library: `format.dns1123Label().validate(name)`.
final class NamedFormats {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final Map<String, Named> FORMATS = formats();

  /// @param errors what is wrong with a text: nothing, or one sentence
  record Named(String name, java.util.function.Function<String, List<String>> errors) {}

  private NamedFormats() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    FORMATS.forEach((name, format) -> all.add(global("format." + name, Types.FORMAT, _ -> format)));
    all.add(
        global(
            "format.named",
            OptionalType.create(Types.FORMAT),
            a -> Optional.ofNullable(FORMATS.get((String) a[0])),
            STRING));
    all.add(
        member(
            "validate",
            OptionalType.create(ListType.create(STRING)),
            a -> validate((Named) a[0], (String) a[1]),
            Types.FORMAT,
            STRING));
    return all;
  }

  private static Object validate(Named format, String text) {
    List<String> errors = format.errors().apply(text);
    return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
  }

  private static Map<String, Named> formats() {
    Map<String, Named> all = new TreeMap<>();
    pattern(all, "dns1123Label", LABEL, 63, "");
    pattern(all, "dns1123Subdomain", SUBDOMAIN, 253, "");
    pattern(all, "dns1035Label", "[a-z]([-a-z0-9]*[a-z0-9])?", 63, "");
    pattern(all, "dns1123LabelPrefix", LABEL, 63, "-");
    pattern(all, "dns1123SubdomainPrefix", SUBDOMAIN, 253, "-");
    pattern(all, "dns1035LabelPrefix", "[a-z]([-a-z0-9]*[a-z0-9])?", 63, "-");
    pattern(all, "qualifiedName", "(" + SUBDOMAIN + "/)?" + NAME, 317, "");
    pattern(all, "labelValue", "(" + NAME + ")?", 63, "");
    pattern(
        all,
        "uuid",
        "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
        36,
        "");
    check(all, "uri", NamedFormats::isUri, "must be a valid URI");
    check(all, "byte", NamedFormats::isBase64, "must be base64 encoded");
    check(all, "date", NamedFormats::isDate, "must be a date");
    check(all, "datetime", NamedFormats::isDateTime, "must be a date and time");
    return all;
  }

  private static void pattern(
      Map<String, Named> all, String name, String regex, int most, String trailing) {
    Pattern pattern = Pattern.compile(regex);
    UnaryOperator<String> cut =
        t -> !trailing.isEmpty() && t.endsWith(trailing) ? t.substring(0, t.length() - 1) + "a" : t;
    all.put(
        name,
        new Named(
            name,
            text ->
                text.length() > most
                    ? List.of("must be no more than " + most + " characters")
                    : pattern.matcher(cut.apply(text)).matches()
                        ? List.of()
                        : List.of("must match the format " + name + " (" + regex + ")")));
  }

  private static void check(
      Map<String, Named> all,
      String name,
      java.util.function.Predicate<String> valid,
      String wrong) {
    all.put(name, new Named(name, t -> valid.test(t) ? List.of() : List.of(wrong)));
  }

  private static boolean isUri(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      var _ = Base64.getDecoder().decode(text);
      return text.length() % 4 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      var _ = LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDateTime(String text) {
    try {
      var _ = OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
