package seodang.terminal.kubectl;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;

/// `kubectl apply --prune`: takes away what was applied once and is not among the manifests now.
final class ApplyPrune {
  private static final List<String> KINDS =
      List.of(
          "core/v1/ConfigMap",
          "core/v1/Endpoints",
          "core/v1/PersistentVolumeClaim",
          "core/v1/Pod",
          "core/v1/ReplicationController",
          "core/v1/Secret",
          "core/v1/Service",
          "batch/v1/Job",
          "batch/v1/CronJob",
          "networking.k8s.io/v1/Ingress",
          "apps/v1/DaemonSet",
          "apps/v1/Deployment",
          "apps/v1/ReplicaSet",
          "apps/v1/StatefulSet",
          "core/v1/Namespace",
          "core/v1/PersistentVolume");

  private ApplyPrune() {}

  static void run(Invocation invocation, List<Info> applied) {
    Set<String> kept = new HashSet<>();
    Set<String> namespaces = new TreeSet<>();
    for (Info info : applied) {
      kept.add(info.object().object("metadata").text("uid"));
      if (!info.namespace().isEmpty()) {
        namespaces.add(info.namespace());
      }
    }
    List<String> allowed = invocation.flags().list("prune-allowlist");
    if (allowed.isEmpty() && !invocation.namespaceGiven()) {
      invocation.logWarning(
          "prune.go:71",
          "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when"
              + " used with the --namespace flag in a future release. To preserve the current"
              + " behaviour, list the resources you want to target explicitly in the"
              + " --prune-allowlist flag.");
    }
    for (String kind : allowed.isEmpty() ? KINDS : allowed) {
      String[] parts = kind.split("/");
      Optional<Resource> resource =
          parts.length < 3
              ? Optional.empty()
              : invocation
                  .mapper()
                  .kind(parts[0].equals("core") ? "" : parts[0], parts[1], parts[2]);
      resource.ifPresent(r -> {
        for (String namespace : r.namespaced() ? namespaces : Set.of("")) {
          prune(invocation, r, namespace, kept);
        }
      });
    }
  }

  private static void prune(
      Invocation invocation, Resource resource, String namespace, Set<String> kept) {
    String selector = invocation.flags().text("selector");
    List<Json.Object> found =
        invocation
            .client()
            .list(resource, namespace, "labelSelector", selector.isEmpty() ? null : selector);
    for (Json.Object object : found) {
      Json.Object metadata = object.object("metadata");
      if (LastApplied.of(object) == null || kept.contains(metadata.text("uid"))) {
        continue;
      }
      Info info = new Info(resource, namespace, metadata.text("name"), "", object);
      if (invocation.dryRun() != DryRun.CLIENT) {
        Json.Object options =
            Json.object(
                "apiVersion", "v1",
                "kind", "DeleteOptions",
                "propagationPolicy", "Background",
                "dryRun", invocation.dryRun() == DryRun.SERVER ? List.of("All") : null);
        invocation.client().send(ApiRequest.delete(info.path()).withBody(options));
      }
      new Reporter(invocation).report(info, "pruned");
    }
  }
}
