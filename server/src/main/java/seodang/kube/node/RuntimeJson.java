package seodang.kube.node;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;
import seodang.kube.kubelet.ContainerTools;
import seodang.kube.kubelet.PodRun;

/// What the runtime says of its containers, sandboxes and images, as `crictl` prints it in JSON.
final class RuntimeJson {
  private static final DateTimeFormatter KLOG =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  static final String PAUSE = "registry.k8s.io/pause:3.10";
  private static final long PAUSE_SIZE = 350_000;

  private RuntimeJson() {}

  static String pretty(Json json) {
    return json.pretty().stripTrailing() + "\n";
  }

  static String klog(ToolRun tool, String source) {
    return String.format(
        Locale.ROOT,
        "E%s %7d %s] ",
        KLOG.format(tool.run().now()),
        Units.pid(tool.node(), tool.name()),
        source);
  }

  // Images.

  /// An image that a node has.
  record Held(String reference, String id, long size) {}

  static String imageId(String reference) {
    Image image = Catalogue.find(reference);
    return image == null ? unknown(reference) : image.digest();
  }

  private static String unknown(String reference) {
    return "sha256:" + new seodang.kube.engine.Dice(reference.hashCode()).hex(64);
  }

  static List<Held> images(Run run, String node) {
    Map<String, Held> held = new TreeMap<>();
    held.put(PAUSE, new Held(PAUSE, unknown(PAUSE), PAUSE_SIZE));
    Json.Object object = run.get("", "nodes", "", node);
    if (object != null) {
      for (Json.Object image : object.object("status").array("images").objects()) {
        for (String name : image.array("names").texts()) {
          if (!name.contains("@") && run.recall(gone(node, name)) == null) {
            held.put(name, new Held(name, imageId(name), image.number("sizeBytes", 0)));
          }
        }
      }
    }
    String prefix = "image/" + node + "/";
    for (String key : run.recallAll(prefix).keySet()) {
      String name = key.substring(prefix.length());
      Image image = Catalogue.find(name);
      held.put(name, new Held(name, imageId(name), image == null ? 0 : image.size()));
    }
    return new ArrayList<>(held.values());
  }

  private static String gone(String node, String reference) {
    return "image-gone/" + node + "/" + reference;
  }

  /// The full name of an image of the node, given its name or the start of its identifier; `""`
  /// when there is none.
  static String resolve(Run run, String node, String named) {
    for (Held image : images(run, node)) {
      boolean byId = named.length() > 3 && image.id().startsWith("sha256:" + named);
      if (byId || image.reference().equals(Catalogue.full(named))) {
        return image.reference();
      }
    }
    return "";
  }

  static void remove(Run run, String node, String reference) {
    run.forget("image/" + node + "/" + reference);
    run.remember(gone(node, reference), Json.bool(true));
  }

  // Containers.

  private static String nanos(String instant) {
    return instant.isEmpty()
        ? "0001-01-01T00:00:00Z"
        : DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.parse(instant));
  }

  private static String state(Json.Object container) {
    return container.has("finishedAt") ? "CONTAINER_EXITED" : "CONTAINER_RUNNING";
  }

  private static Json.Object labels(PodRun pod, String container) {
    return Json.object(
        "io.kubernetes.container.name", container.isEmpty() ? null : container,
        "io.kubernetes.pod.name", pod.name(),
        "io.kubernetes.pod.namespace", pod.namespace(),
        "io.kubernetes.pod.uid", pod.uid());
  }

  private static Json.Object annotations(Run run, PodRun pod, String name) {
    Json.Object spec = ContainerTools.spec(run, pod, name);
    Json.Object object = run.get("", "pods", pod.namespace(), pod.name());
    Json.Array ports = spec.array("ports");
    return Json.object(
        "io.kubernetes.container.hash", new seodang.kube.engine.Dice(spec.hashCode()).hex(8),
        "io.kubernetes.container.ports", ports.isEmpty() ? null : ports.toString(),
        "io.kubernetes.container.restartCount",
            Long.toString(pod.container(name).number("attempt", 0)),
        "io.kubernetes.container.terminationMessagePath",
            spec.text("terminationMessagePath", "/dev/termination-log"),
        "io.kubernetes.container.terminationMessagePolicy",
            spec.text("terminationMessagePolicy", "File"),
        "io.kubernetes.pod.terminationGracePeriod",
            object == null
                ? "30"
                : Long.toString(object.object("spec").number("terminationGracePeriodSeconds", 30)));
  }

  static Json.Object listed(PodRun pod, String name) {
    Json.Object c = pod.container(name);
    return Json.object(
        "createdAt", Long.toString(Instant.parse(c.text("startedAt")).toEpochMilli() * 1_000_000),
        "id", c.text("id"),
        "image", Json.object("image", imageId(c.text("imageId"))),
        "imageRef", imageId(c.text("imageId")),
        "labels", labels(pod, name),
        "metadata", Json.object("attempt", c.number("attempt", 0), "name", name),
        "podSandboxId", Sandboxes.id(pod),
        "state", state(c));
  }

  static Json.Object inspect(ToolRun tool, PodRun pod, String name) {
    Run run = tool.run();
    Json.Object c = pod.container(name);
    Json.Object spec = ContainerTools.spec(run, pod, name);
    Json.Array envs = Json.array();
    for (Map.Entry<String, String> each : ContainerTools.environment(run, pod, name).entrySet()) {
      envs = envs.add(Json.object("key", each.getKey(), "value", each.getValue()));
    }
    String logPath = name + "/" + c.number("attempt", 0) + ".log";
    Json.Object image = Json.object("image", imageId(c.text("imageId")));
    Json.Object metadata = Json.object("attempt", c.number("attempt", 0), "name", name);
    Json.Object config =
        Json.object(
            "annotations",
            annotations(run, pod, name),
            "args",
            spec.array("args").isEmpty() ? null : spec.array("args"),
            "command",
            spec.array("command").isEmpty() ? null : spec.array("command"),
            "envs",
            envs,
            "image",
            image,
            "labels",
            labels(pod, name),
            "log_path",
            logPath,
            "metadata",
            metadata);
    Json.Object info =
        Json.object(
            "config",
            config,
            "pid",
            Units.pid(tool.node(), c.text("id")),
            "removing",
            false,
            "runtimeType",
            "io.containerd.runc.v2",
            "sandboxID",
            Sandboxes.id(pod),
            "snapshotter",
            "overlayfs");
    Json.Object status =
        Json.object(
            "annotations", annotations(run, pod, name),
            "createdAt", nanos(c.text("startedAt")),
            "exitCode", c.number("exitCode", 0),
            "finishedAt", nanos(c.text("finishedAt")),
            "id", c.text("id"),
            "image", Json.object("image", c.text("imageId")),
            "imageRef", imageId(c.text("imageId")),
            "labels", labels(pod, name),
            "logPath",
                "/var/log/pods/"
                    + pod.namespace()
                    + "_"
                    + pod.name()
                    + "_"
                    + pod.uid()
                    + "/"
                    + logPath,
            "message", "",
            "metadata", metadata,
            "mounts", Json.array(),
            "reason", c.text("reason"),
            "resources", Json.object("linux", Json.object()),
            "startedAt", nanos(c.text("startedAt")),
            "state", state(c));
    return Json.object("info", info, "status", status);
  }

  // Sandboxes.

  static Json.Object inspectPod(ToolRun tool, PodRun pod) {
    Run run = tool.run();
    boolean calico = run.get("apps", "daemonsets", "kube-system", "calico-node") != null;
    Json.Object object = run.get("", "pods", pod.namespace(), pod.name());
    String space = "/var/run/netns/" + Sandboxes.namespace(pod);
    String gateway =
        calico ? "169.254.1.1" : pod.ip().substring(0, pod.ip().lastIndexOf('.') + 1) + "1";
    Json.Object interfaces = Json.object();
    if (!calico) {
      interfaces =
          interfaces.with("cni0", face(Json.Null.NULL, Sandboxes.mac("cni0/" + tool.node()), ""));
    }
    interfaces =
        interfaces
            .with(
                "eth0",
                face(
                    Json.array(Json.object("Gateway", gateway, "IP", pod.ip())),
                    Sandboxes.mac("eth0/" + pod.uid()),
                    space))
            .with(
                "lo",
                face(
                    Json.array(
                        Json.object("Gateway", "", "IP", "127.0.0.1"),
                        Json.object("Gateway", "", "IP", "::1")),
                    "00:00:00:00:00:00",
                    space))
            .with(
                Sandboxes.cable(pod, calico),
                face(Json.Null.NULL, Sandboxes.mac("veth/" + pod.uid()), ""));
    Json.Object cni =
        Json.object(
            "DNS", Json.array(Json.object(), Json.object()),
            "Interfaces", interfaces,
            "Routes", Json.array(Json.object("dst", "0.0.0.0/0")));
    String seen = nanos(pod.json().text("since"));
    Json.Object annotations =
        (object == null ? Json.object() : Meta.annotations(object))
            .with("kubernetes.io/config.seen", seen)
            .with("kubernetes.io/config.source", "api");
    String dns = seodang.kube.apiserver.Settings.of(run).services().dns();
    Json.Object config =
        Json.object(
            "annotations", annotations,
            "dns_config",
                Json.object(
                    "options", Json.array("ndots:5"),
                    "searches",
                        Json.array(
                            pod.namespace() + ".svc.cluster.local",
                            "svc.cluster.local",
                            "cluster.local"),
                    "servers", Json.array(dns)),
            "hostname", pod.name(),
            "labels", labels(pod, ""),
            "log_directory",
                "/var/log/pods/" + pod.namespace() + "_" + pod.name() + "_" + pod.uid(),
            "metadata", metadata(pod));
    Json.Object info =
        Json.object(
            "cniResult",
            cni,
            "config",
            config,
            "image",
            PAUSE,
            "pid",
            Units.pid(tool.node(), Sandboxes.id(pod)),
            "processStatus",
            "running",
            "runtimeType",
            "io.containerd.runc.v2");
    Json.Object status =
        Json.object(
            "annotations", annotations,
            "createdAt", nanos(pod.json().text("sandboxAt")),
            "id", Sandboxes.id(pod),
            "labels", labels(pod, ""),
            "linux",
                Json.object(
                    "namespaces",
                    Json.object("options", Json.object("network", "POD", "pid", "CONTAINER"))),
            "metadata", metadata(pod),
            "network", Json.object("additionalIps", Json.array(), "ip", pod.ip()),
            "runtimeHandler", "",
            "state", "SANDBOX_READY");
    return Json.object("info", info, "status", status);
  }

  private static Json.Object metadata(PodRun pod) {
    return Json.object(
        "attempt", 0, "name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid());
  }

  private static Json.Object face(Json addresses, String mac, String sandbox) {
    return Json.object("IPConfigs", addresses, "Mac", mac, "Sandbox", sandbox);
  }

  // The runtime.

  private static Json.Object plugin(Json.Object network, String source) {
    return Json.object("Network", network, "Source", source);
  }

  private static Json.Object network(String type, Json ipam) {
    return Json.object("dns", Json.object(), "ipam", ipam, "type", type);
  }

  static Json.Object info(ToolRun tool) {
    boolean calico = tool.run().get("apps", "daemonsets", "kube-system", "calico-node") != null;
    Json.Object loopback = network("loopback", Json.object());
    Json.Object own =
        calico
            ? network("calico", Json.object("type", "calico-ipam"))
            : network("bridge", Json.object("type", "host-local"));
    String range = tool.nodeObject().object("spec").text("podCIDR");
    String source =
        calico
            ? "{\"ipam\":{\"type\":\"calico-ipam\"},\"type\":\"calico\"}"
            : "{\"bridge\":\"cni0\",\"ipMasq\":false,\"ipam\":{\"ranges\":[[{\"subnet\":\""
                + range
                + "\"}]],\"routes\":[{\"dst\":\"0.0.0.0/0\"}],\"type\":\"host-local\"},\"isGateway\":true,\"type\":\"bridge\"}";
    Json.Object first =
        Json.object(
            "Config",
            Json.object(
                "CNIVersion", "0.3.1",
                "Name", "cni-loopback",
                "Plugins", Json.array(plugin(loopback, "{\"type\":\"loopback\"}")),
                "Source",
                    "{\n\"cniVersion\": \"0.3.1\",\n\"name\": \"cni-loopback\",\n\"plugins\": [{\n  \"type\": \"loopback\"\n}]\n}"),
            "IFName",
            "lo");
    Json.Object second =
        Json.object(
            "Config",
            Json.object(
                "CNIVersion",
                "1.0.0",
                "Name",
                calico ? "k8s-pod-network" : "bridge",
                "Plugins",
                Json.array(plugin(own, source), plugin(loopback, "{\"type\":\"loopback\"}"))),
            "IFName",
            "eth0");
    boolean ready = !tool.run().isBroken("cni/" + tool.node());
    return Json.object(
        "cniconfig", Json.object("Networks", Json.array(first, second)),
        "lastCNILoadStatus", "OK",
        "status",
            Json.object(
                "conditions",
                Json.array(
                    Json.object(
                        "message", "", "reason", "", "status", true, "type", "RuntimeReady"),
                    Json.object(
                        "message", "", "reason", "", "status", ready, "type", "NetworkReady"))));
  }
}
