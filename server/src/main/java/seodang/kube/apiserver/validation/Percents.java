package seodang.kube.apiserver.validation;

import seodang.json.Json;

/// Fields that take a number or a percentage.
final class Percents {
  private Percents() {}

  static void valid(Field field) {
    if (field.value() instanceof Json.Text) {
      Formats.percent(field.text())
          .forEach(m -> field.invalidGo(GoValue.intOrString(field.value()), m));
    } else {
      field.nonNegative();
    }
  }

  static void atMostHundred(Field field) {
    if (isPercent(field) && amount(field) > 100) {
      field.invalidGo(GoValue.intOrString(field.value()), "must not be greater than 100%");
    }
  }

  private static boolean isPercent(Field field) {
    return field.value() instanceof Json.Text && Formats.percent(field.text()).isEmpty();
  }

  /// The number, with or without its percent sign; zero for what is neither.
  static long amount(Field field) {
    String digits = field.text().replaceFirst("%$", "");
    return digits.matches("[+-]?[0-9]{1,9}") ? Long.parseLong(digits) : field.number();
  }
}
