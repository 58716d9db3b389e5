package seodang.kube.apiserver.validation;

import org.jspecify.annotations.Nullable;

/// CustomResourceDefinitions.
final class CrdRules {
  private CrdRules() {}

  static void definition(Field object, @Nullable Field old) {}
}
