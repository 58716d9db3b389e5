package seodang.shell.language;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// A shell's variables; copied at no cost for a subshell.
final class Variables {
  /// @param value null when it is declared but not set
  record Variable(@Nullable String value, boolean exported, boolean readOnly) {}

  private TreePMap<String, Variable> named;

  Variables(TreePMap<String, Variable> named) {
    this.named = named;
  }

  static Variables of(Map<String, String> env) {
    Variables variables = new Variables(TreePMap.empty());
    env.forEach((name, value) ->
        variables.named = variables.named.plus(name, new Variable(value, true, false)));
    return variables;
  }

  Variables copy() {
    return new Variables(named);
  }

  @Nullable String get(String name) {
    Variable variable = named.get(name);
    return variable == null ? null : variable.value();
  }

  String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  @Nullable Variable entry(String name) {
    return named.get(name);
  }

  boolean isReadOnly(String name) {
    Variable variable = named.get(name);
    return variable != null && variable.readOnly();
  }

  void set(String name, @Nullable String value) {
    Variable old = named.get(name);
    named =
        named.plus(
            name,
            new Variable(value, old != null && old.exported(), old != null && old.readOnly()));
  }

  /// Puts back what stood there before; null: nothing did.
  void restore(String name, @Nullable Variable before) {
    named = before == null ? named.minus(name) : named.plus(name, before);
  }

  void mark(String name, boolean exported, boolean readOnly) {
    Variable old = named.get(name);
    named =
        named.plus(
            name,
            old == null
                ? new Variable(null, exported, readOnly)
                : new Variable(
                    old.value(), old.exported() || exported, old.readOnly() || readOnly));
  }

  void unexport(String name) {
    Variable old = named.get(name);
    if (old != null) {
      named = named.plus(name, new Variable(old.value(), false, old.readOnly()));
    }
  }

  void unset(String name) {
    named = named.minus(name);
  }

  TreePMap<String, Variable> all() {
    return named;
  }

  /// What a child process gets.
  Map<String, String> exported() {
    Map<String, String> env = new TreeMap<>();
    named.forEach((name, variable) -> {
      if (variable.exported() && variable.value() != null) {
        env.put(name, variable.value());
      }
    });
    return env;
  }

  Json.Object toJson() {
    ObjectBuilder json = new ObjectBuilder();
    named.forEach((name, variable) -> json.put(name, write(variable)));
    return json.build();
  }

  static Json write(@Nullable Variable variable) {
    if (variable == null) {
      return Json.Null.NULL;
    }
    return Json.object("v", variable.value(), "x", variable.exported(), "r", variable.readOnly());
  }

  static @Nullable Variable read(@Nullable Json json) {
    if (!(json instanceof Json.Object o)) {
      return null;
    }
    return new Variable(o.has("v") ? o.text("v") : null, o.bool("x"), o.bool("r"));
  }

  static Variables fromJson(Json.Object json) {
    TreePMap<String, Variable> named = TreePMap.empty();
    for (String name : json.keys()) {
      Variable variable = read(json.get(name));
      if (variable != null) {
        named = named.plus(name, variable);
      }
    }
    return new Variables(named);
  }
}
