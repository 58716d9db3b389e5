package seodang.diagram;

/// Names one object: `Pod`, `default`, `web-x7k2p`.
///
/// @param kind as Kubernetes writes it
/// @param namespace `""` for what is cluster-scoped
public record ObjectRef(String kind, String namespace, String name) {

  /// An id usable in HTML and SVG, the same for the same object in every picture.
  public String id() {
    return namespace.isEmpty() ? kind + "/" + name : kind + "/" + namespace + "/" + name;
  }

  /// The kind in Korean and the name: `파드 web-x7k2p`.
  public String spoken() {
    return Kind.korean(kind) + " " + name;
  }
}
