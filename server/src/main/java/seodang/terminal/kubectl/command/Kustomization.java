package seodang.terminal.kubectl.command;

/// `-k`: a directory with a `kustomization.yaml`.
final class Kustomization {
  private Kustomization() {}

  /// The manifests that a directory's kustomization makes, as one YAML text.
  static String build(Invocation invocation, String directory) {
    if (invocation
        .context()
        .files()
        .isFile(invocation.context().path(directory + "/kustomization.yaml"))) {
      return "";
    }
    throw new seodang.terminal.kubectl.client.KubectlError(
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in"
            + " directory '"
            + invocation.context().path(directory)
            + "'");
  }
}
