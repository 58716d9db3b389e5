package seodang.kube.apiserver.validation;

import java.util.List;

/// Paths in volumes and files' modes.
final class Paths {
  private Paths() {}

  static void noBacksteps(Field path) {
    if (List.of(path.text().split("/", -1)).contains("..")) {
      path.invalid("must not contain '..'");
    }
  }

  static void descending(Field path) {
    if (path.text().startsWith("/")) {
      path.invalid("must be a relative path");
    }
    noBacksteps(path);
  }

  static void notReserved(Field path) {
    descending(path);
    if (path.text().startsWith("..") && !path.text().startsWith("../")) {
      path.invalid("must not start with '..'");
    }
  }

  static void mode(Field mode) {
    if (mode.present() && (mode.number() < 0 || mode.number() > 511)) {
      mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  static void keyToPath(Field item) {
    item.at("key").requiredText();
    item.at("path").requiredText();
    notReserved(item.at("path"));
    mode(item.at("mode"));
  }
}
