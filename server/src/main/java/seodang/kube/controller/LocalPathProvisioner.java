package seodang.kube.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Volumes;

/// The provisioner `rancher.io/local-path`, as kind and k3s bring it along: a directory of the node
/// that the scheduler chose.
///
/// The helper Pods that make and remove directories there are a short while here.
public final class LocalPathProvisioner extends ExternalProvisioner {
  private static final String BASE = "/opt/local-path-provisioner/";
  private static final String SELECTED = "local.path.provisioner/selected-node";

  public LocalPathProvisioner() {
    super(
        "local-path-provisioner",
        "rancher.io/local-path",
        "local-path-provisioner-7dc846544d-7s2mz_5b0f1f4e-6f0c-4b1c-9d53-3a3c1e0b7a11");
  }

  @Override
  @Nullable String refusal(Run run, Json.Object claim, String node) {
    Json.Object spec = claim.object("spec");
    if (spec.has("selector")) {
      return "claim.Spec.Selector is not supported";
    }
    if (!List.of("ReadWriteOnce", "ReadWriteOncePod")
        .containsAll(spec.array("accessModes").texts())) {
      return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes";
    }
    if (node.isEmpty()) {
      return "configuration error, no node was specified";
    }
    return run.get("", "nodes", "", node) == null
        ? "failed to get target node: nodes \"" + node + "\" not found"
        : null;
  }

  @Override
  Json.Object annotations(String node) {
    return Json.object(SELECTED, node);
  }

  @Override
  Json.Object source(Run run, String volume, Json.Object claim, String node) {
    Json.Object found = run.get("", "nodes", "", node);
    String host = found == null ? node : Meta.labels(found).text("kubernetes.io/hostname", node);
    Json.Object here =
        Json.object("key", "kubernetes.io/hostname", "operator", "In", "values", Json.array(host));
    Json.Object term = Json.object("matchExpressions", Json.array(here));
    String path = BASE + volume + "_" + Meta.namespace(claim) + "_" + Meta.name(claim);
    return Json.object(
        "hostPath", Json.object("path", path, "type", "DirectoryOrCreate"),
        "nodeAffinity",
            Json.object("required", Json.object("nodeSelectorTerms", Json.array(term))));
  }

  @Override
  void erase(Run run, Json.Object volume) {
    Volumes.erase(
        run,
        Meta.annotations(volume).text(SELECTED),
        volume.object("spec").object("hostPath").text("path"));
  }
}
