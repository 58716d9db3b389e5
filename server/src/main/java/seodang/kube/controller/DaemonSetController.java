package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.scheduler.Tolerations;
import seodang.kube.store.Change;

/// Keeps one Pod of a DaemonSet on every node it tolerates.
public final class DaemonSetController extends Controller {
  private static final List<String> TOLERATED =
      List.of(
          "node.kubernetes.io/not-ready",
          "node.kubernetes.io/unreachable",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/unschedulable");

  private static final String FAILURES = "daemonset/";
  private static final long MOST_SECONDS = 15 * 60;
  private static final Duration FORGIVEN = Duration.ofSeconds(2 * MOST_SECONDS);

  public DaemonSetController() {
    super("daemon-set-controller", "apps", "daemonsets");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object before = change.before();
    if (before != null && change.after() == null && before.text("kind").equals("DaemonSet")) {
      run.forget(FAILURES + Meta.uid(before));
    }
    if (change.key().startsWith("/registry/pods/")) {
      enqueueOwner(run, change.before(), "DaemonSet");
      enqueueOwner(run, change.after(), "DaemonSet");
    } else if (change.key().startsWith("/registry/nodes/")) {
      run.list("apps", "daemonsets", "").forEach(ds -> run.enqueue(this, Meta.key(ds)));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object ds = find(run, key);
    if (ds == null || Meta.isDeleting(ds)) {
      return;
    }
    Map<String, List<Json.Object>> byNode = new HashMap<>();
    for (Json.Object pod : Pods.controlledBy(run, ds)) {
      byNode.computeIfAbsent(target(pod), n -> new ArrayList<>()).add(pod);
    }
    Client client = client(run);
    Json.Object revision = Revisions.current(run, client, ds);
    String hash = Revisions.hash(revision);
    long desired = 0;
    for (Json.Object node : run.list("", "nodes", "")) {
      List<Json.Object> there = byNode.getOrDefault(Meta.name(node), List.of());
      boolean wanted = fits(ds, node);
      desired += wanted ? 1 : 0;
      manage(run, ds, node, there, wanted, hash);
    }
    new DaemonSetUpdate(run, this, ds, hash).roll((int) desired);
    List<Json.Object> pods = Pods.controlledBy(run, ds);
    Revisions.truncate(run, client, ds, pods, List.of(Meta.name(revision)));
    status(run, ds, desired, hash);
  }

  private void manage(
      Run run,
      Json.Object ds,
      Json.Object node,
      List<Json.Object> there,
      boolean wanted,
      String hash) {
    if (!wanted) {
      there.stream().filter(p -> !Meta.isDeleting(p)).forEach(p -> delete(run, ds, p));
    } else if (there.isEmpty()) {
      create(run, ds, Meta.name(node), hash);
    } else {
      List<Json.Object> running = new ArrayList<>();
      for (Json.Object p : there) {
        if (Pods.isActive(p)) {
          running.add(p);
        } else if (!Meta.isDeleting(p)) {
          ended(run, ds, p);
        }
      }
      DaemonSetUpdate.superfluous(ds, running, hash, run.now()).forEach(p -> delete(run, ds, p));
    }
  }

  /// One that ended makes room for another, one that failed ever later: a kubelet may go on
  /// refusing what tolerates its node's taints.
  private void ended(Run run, Json.Object ds, Json.Object pod) {
    String node = target(pod);
    String key = FAILURES + Meta.uid(ds);
    Json.Object before = run.recallObject(key).object(node);
    Instant last = Meta.instant(before.get("at"));
    Duration waited = last == null ? FORGIVEN : Duration.between(last, run.now());
    boolean again = waited.compareTo(FORGIVEN) < 0;
    long pause = again ? before.number("seconds", 1) : 0;
    if (pod.object("status").text("phase").equals("Failed")) {
      Duration left = Duration.ofSeconds(pause).minus(waited);
      if (left.isPositive()) {
        run.enqueue(this, Meta.key(ds), left);
        return;
      }
      long next = again ? Math.min(pause * 2, MOST_SECONDS) : 1;
      Json.Object now = Json.object("at", run.now().toString(), "seconds", next);
      run.remember(key, run.recallObject(key).with(node, now));
    }
    delete(run, ds, pod);
  }

  void create(Run run, Json.Object ds, String node, String hash) {
    String refused = Pods.create(client(run), ds, pod(ds, node, hash));
    if (refused != null && !refused.equals(Pods.ENDING)) {
      run.enqueue(this, Meta.key(ds), Duration.ofSeconds(10));
    }
  }

  void delete(Run run, Json.Object ds, Json.Object pod) {
    Pods.delete(client(run), ds, pod);
  }

  static String target(Json.Object pod) {
    String bound = pod.object("spec").text("nodeName");
    if (!bound.isEmpty()) {
      return bound;
    }
    for (Json.Object term :
        pod.object("spec")
            .object("affinity")
            .object("nodeAffinity")
            .object("requiredDuringSchedulingIgnoredDuringExecution")
            .array("nodeSelectorTerms")
            .objects()) {
      for (Json.Object field : term.array("matchFields").objects()) {
        if (!field.array("values").texts().isEmpty()) {
          return field.array("values").texts().getFirst();
        }
      }
    }
    return "";
  }

  private static boolean fits(Json.Object ds, Json.Object node) {
    Json.Object spec = ds.object("spec").object("template").object("spec");
    if (!Selector.ofLabels(spec.object("nodeSelector")).matchesObject(node)) {
      return false;
    }
    Json.Object pod = Json.object("spec", tolerating(spec));
    for (Json.Object taint : node.object("spec").array("taints").objects()) {
      boolean blocks = List.of("NoSchedule", "NoExecute").contains(taint.text("effect"));
      if (blocks
          && !Tolerations.tolerate(
              pod, taint.text("key"), taint.text("value"), taint.text("effect"))) {
        return false;
      }
    }
    return true;
  }

  private static Json.Object tolerating(Json.Object spec) {
    Json.Array tolerations = spec.array("tolerations");
    for (String key : TOLERATED) {
      String effect =
          key.endsWith("not-ready") || key.endsWith("unreachable") ? "NoExecute" : "NoSchedule";
      tolerations =
          tolerations.add(Json.object("key", key, "operator", "Exists", "effect", effect));
    }
    return spec.with("tolerations", tolerations);
  }

  private static Json.Object pod(Json.Object ds, String node, String hash) {
    Json.Object template = ds.object("spec").object("template");
    Json.Object term =
        Json.object(
            "matchFields",
            Json.array(
                Json.object("key", "metadata.name", "operator", "In", "values", Json.array(node))));
    Json.Object spec =
        tolerating(template.object("spec"))
            .withAt(
                Json.array(term),
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms");
    Json.Object labels =
        template
            .object("metadata")
            .object("labels")
            .with("controller-revision-hash", hash)
            .with("pod-template-generation", Long.toString(Meta.generation(ds)));
    return Pods.fromTemplate(ds, template.with("spec", spec).withAt(labels, "metadata", "labels"));
  }

  private void status(Run run, Json.Object ds, long desired, String hash) {
    long current = 0;
    long ready = 0;
    long updated = 0;
    for (Json.Object pod : Pods.controlledBy(run, ds)) {
      current++;
      ready += Pods.isReady(pod) ? 1 : 0;
      updated += Meta.labels(pod).text("controller-revision-hash").equals(hash) ? 1 : 0;
    }
    long missing = desired - ready;
    Json.Object status =
        Json.object(
            "currentNumberScheduled",
            Math.min(current, desired),
            "numberMisscheduled",
            0,
            "desiredNumberScheduled",
            desired,
            "numberReady",
            ready,
            "observedGeneration",
            Meta.generation(ds),
            "updatedNumberScheduled",
            updated == 0 ? null : updated,
            "numberAvailable",
            ready == 0 ? null : ready,
            "numberUnavailable",
            missing <= 0 ? null : missing);
    writeStatus(run, ds, status);
  }
}
