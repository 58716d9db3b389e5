package seodang.kube.apiserver.validation;

import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.OptionalType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.apiserver.cel.Environment;
import seodang.kube.apiserver.cel.Types;

/// Whether expressions compile, told as cel-go tells it.
final class CelRules {
  private CelRules() {}

  /// What the rules of a schema may name.
  ///
  /// @param optional whether the old value may be missing
  static Environment ofSchema(Json.Object schema, boolean root, boolean optional) {
    Types types = new Types();
    CelType self = types.of(schema, "self", root);
    Map<String, CelType> names = new LinkedHashMap<>();
    names.put("self", self);
    names.put("oldSelf", optional ? OptionalType.create(self) : self);
    return new Environment(names, types);
  }

  /// Why an expression does not compile; null when it does.
  static @Nullable String error(Environment environment, String expression) {
    return environment.compile(expression).error();
  }

  /// The same, of one that must be of a type.
  static @Nullable String error(Environment environment, String expression, CelType... wanted) {
    Environment.Compiled compiled = environment.compile(expression);
    CelType found = compiled.type();
    if (found == null || List.of(wanted).contains(found)) {
      return compiled.error();
    }
    return wanted.length == 1
        ? "must evaluate to " + wanted[0].name() + " but got " + CelTypes.format(found)
        : "must evaluate to one of "
            + List.of(wanted).stream()
                .map(CelType::name)
                .collect(Collectors.joining(" ", "[", "]"));
  }

  /// Whether it compiles, to something else than a type.
  static boolean isOther(Environment environment, String expression, CelType type) {
    CelType found = environment.compile(expression).type();
    return found != null && !found.equals(type);
  }
}
