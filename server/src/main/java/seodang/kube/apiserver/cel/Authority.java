package seodang.kube.apiserver.cel;

/// What an expression's `authorizer` asks.
public interface Authority {
  /// Whether the request's user may.
  ///
  /// @param resource with its subresource: `pods/log`
  boolean allows(String verb, String group, String resource, String namespace, String name);

  boolean allowsPath(String verb, String path);

  /// The same asked for a service account.
  Authority as(String namespace, String name);
}
