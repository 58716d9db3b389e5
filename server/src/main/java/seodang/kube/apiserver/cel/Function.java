package seodang.kube.apiserver.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One overload of a function: its declaration and what it does.
///
/// @param name `isURL`, `ip.isCanonical`
record Function(String name, CelOverloadDecl declaration, CelFunctionBinding binding) {
  /// What it does with its arguments, the receiver first.
  interface Body {
    Object apply(Object[] arguments);
  }

  /// A failure that the expression's writer sees.
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message, null, false, false);
    }
  }

  static Function global(String name, CelType result, Body body, CelType... arguments) {
    return of(name, false, result, body, List.of(arguments));
  }

  /// @param arguments the receiver's type first
  static Function member(String name, CelType result, Body body, CelType... arguments) {
    return of(name, true, result, body, List.of(arguments));
  }

  // Bodies hold nothing that changes, which the checker cannot see of lambdas.
  @SuppressWarnings("Immutable")
  private static Function of(
      String name, boolean member, CelType result, Body body, List<CelType> arguments) {
    StringBuilder id = new StringBuilder("k8s_" + (member ? "member_" : "") + name);
    List<Class<?>> classes = new ArrayList<>();
    for (CelType argument : arguments) {
      id.append('_').append(argument.name());
      classes.add(classOf(argument));
    }
    CelOverloadDecl declaration =
        member
            ? CelOverloadDecl.newMemberOverload(id.toString(), result, arguments)
            : CelOverloadDecl.newGlobalOverload(id.toString(), result, arguments);
    return new Function(
        name, declaration, CelFunctionBinding.from(id.toString(), classes, a -> call(body, a)));
  }

  private static Object call(Body body, Object[] arguments) throws CelEvaluationException {
    try {
      return body.apply(arguments);
    } catch (Failure e) {
      throw new CelEvaluationException(e.getMessage(), e);
    }
  }

  private static Class<?> classOf(CelType type) {
    return switch (type.kind()) {
      case STRING -> String.class;
      case INT -> Long.class;
      case BOOL -> Boolean.class;
      case LIST -> List.class;
      case MAP -> Map.class;
      case OPAQUE ->
          type.kind() == CelKind.OPAQUE && type.name().startsWith("optional")
              ? Optional.class
              : Types.classOf(type.name());
      default -> Object.class;
    };
  }
}
