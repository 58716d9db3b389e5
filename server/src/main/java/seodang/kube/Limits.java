package seodang.kube;

/// How much one cluster may hold, so that what a learner makes costs nobody else anything.
///
/// @param objects of all kinds; a further one is refused as a quota would
/// @param pods among them, in all namespaces
/// @param nodes among them
/// @param events kept; beyond it the oldest go, whatever their age
/// @param objectBytes of one object as etcd holds it: `--max-request-bytes`
/// @param sessions one container may have from outside at once
public record Limits(int objects, int pods, int nodes, int events, int objectBytes, int sessions) {
  public static final Limits STANDARD = new Limits(5_000, 2_000, 200, 2_000, 3 << 19, 32);

  public Limits {
    if (objects < 1 || pods < 1 || nodes < 1 || events < 1 || objectBytes < 1 || sessions < 1) {
      throw new IllegalArgumentException("limits of a cluster begin at 1");
    }
  }
}
