package seodang.kube.kubelet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.network.ResolvConf;
import seodang.shell.FileTree;

/// What a container sees: environment and mounted files.
final class Mounts {
  private final Run run;
  private final Json.Object pod;
  private final Json.Object container;
  private @Nullable String missing;

  private Mounts(Run run, Json.Object pod, Json.Object container) {
    this.run = run;
    this.pod = pod;
    this.container = container;
  }

  /// Why the container cannot be created: a ConfigMap, Secret or key that is not there; null when
  /// it can.
  static @Nullable String missing(Run run, Json.Object pod, Json.Object container) {
    Mounts mounts = new Mounts(run, pod, container);
    mounts.environment(Map.of(), "");
    return mounts.missing;
  }

  static Map<String, String> environment(
      Run run, Json.Object pod, Json.Object container, Map<String, String> image, String ip) {
    return new Mounts(run, pod, container).environment(image, ip);
  }

  private Map<String, String> environment(Map<String, String> image, String ip) {
    Map<String, String> env = new LinkedHashMap<>(image);
    env.put("HOSTNAME", hostname(pod));
    env.putAll(services());
    for (Json.Object from : container.array("envFrom").objects()) {
      String prefix = from.text("prefix");
      for (String kind : List.of("configMap", "secret")) {
        Json.Object ref = from.object(kind + "Ref");
        if (!ref.isEmpty()) {
          data(kind, ref, null).forEach((k, v) -> env.put(prefix + k, v));
        }
      }
    }
    for (Json.Object e : container.array("env").objects()) {
      String value =
          e.has("valueFrom") ? from(e.object("valueFrom"), ip) : expand(e.text("value"), env);
      if (value != null) {
        env.put(e.text("name"), value);
      }
    }
    // The runtime says it where nobody else has.
    env.putIfAbsent("HOME", SecurityContext.of(pod, container).home());
    return env;
  }

  /// `$(NAME)` becomes the value of an earlier variable.
  static String expand(String text, Map<String, String> env) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("$$", i)) {
        out.append('$');
        i++;
      } else if (text.startsWith("$(", i) && text.indexOf(')', i) > 0) {
        String name = text.substring(i + 2, text.indexOf(')', i));
        out.append(env.getOrDefault(name, "$(" + name + ")"));
        i = text.indexOf(')', i);
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private Map<String, String> services() {
    Map<String, String> env = new LinkedHashMap<>();
    boolean links = pod.object("spec").bool("enableServiceLinks", true);
    for (Json.Object service : run.list("", "services", Meta.namespace(pod))) {
      if (links || Meta.name(service).equals("kubernetes")) {
        service(service, env);
      }
    }
    if (!Meta.namespace(pod).equals("default")) {
      Json.Object kubernetes = run.get("", "services", "default", "kubernetes");
      if (kubernetes != null) {
        service(kubernetes, env);
      }
    }
    return env;
  }

  private static void service(Json.Object service, Map<String, String> env) {
    String ip = service.object("spec").text("clusterIP");
    List<Json.Object> ports = service.object("spec").array("ports").objects();
    if (ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
      return;
    }
    String name = Meta.name(service).toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    env.put(name + "_SERVICE_HOST", ip);
    env.put(name + "_SERVICE_PORT", Long.toString(ports.getFirst().number("port", 0)));
    env.put(name + "_PORT", "tcp://" + ip + ":" + ports.getFirst().number("port", 0));
    for (Json.Object port : ports) {
      if (!port.text("name").isEmpty()) {
        String suffix = port.text("name").toUpperCase(java.util.Locale.ROOT).replace('-', '_');
        env.put(name + "_SERVICE_PORT_" + suffix, Long.toString(port.number("port", 0)));
      }
      String protocol = port.text("protocol", "TCP");
      String base = name + "_PORT_" + port.number("port", 0) + "_" + protocol;
      String lower = protocol.toLowerCase(java.util.Locale.ROOT);
      env.put(base, lower + "://" + ip + ":" + port.number("port", 0));
      env.put(base + "_PROTO", lower);
      env.put(base + "_PORT", Long.toString(port.number("port", 0)));
      env.put(base + "_ADDR", ip);
    }
  }

  private @Nullable String from(Json.Object source, String ip) {
    if (source.has("fieldRef")) {
      return field(source.object("fieldRef").text("fieldPath"), ip);
    }
    if (source.has("resourceFieldRef")) {
      return resource(source.object("resourceFieldRef"));
    }
    for (String kind : List.of("configMap", "secret")) {
      Json.Object ref = source.object(kind + "KeyRef");
      if (!ref.isEmpty()) {
        return data(kind, ref, ref.text("key")).get(ref.text("key"));
      }
    }
    return null;
  }

  private String field(String path, String ip) {
    return switch (path) {
      case "status.podIP", "status.podIPs" -> ip;
      case "status.hostIP", "status.hostIPs" ->
          StatusReport.hostIp(run, pod.object("spec").text("nodeName"));
      case "metadata.labels" -> pairs(Meta.labels(pod));
      case "metadata.annotations" -> pairs(Meta.annotations(pod));
      default -> {
        if (path.startsWith("metadata.labels['") || path.startsWith("metadata.annotations['")) {
          String key = path.substring(path.indexOf('\'') + 1, path.length() - 2);
          Json.Object map =
              path.startsWith("metadata.l") ? Meta.labels(pod) : Meta.annotations(pod);
          yield map.text(key);
        }
        yield pod.at(path.split("\\.")) instanceof Json.Text t ? t.value() : "";
      }
    };
  }

  private static String pairs(Json.Object map) {
    StringBuilder out = new StringBuilder();
    map.texts().forEach((k, v) -> out.append(k).append("=\"").append(v).append("\"\n"));
    return out.toString().stripTrailing();
  }

  private String resource(Json.Object ref) {
    String[] parts = ref.text("resource").split("\\.", 2);
    Json.Object resources = container.object("resources");
    Json amount = parts.length < 2 ? null : resources.object(parts[0]).get(parts[1]);
    Quantity divisor = Quantity.parse(ref.text("divisor", "1"));
    Quantity value = Quantity.of(amount);
    if (divisor == null || divisor.value().signum() == 0) {
      return Long.toString(value.whole());
    }
    return value.value().divide(divisor.value(), 0, java.math.RoundingMode.CEILING).toPlainString();
  }

  /// The data of a ConfigMap or Secret; empty, and noted as missing, when it or the key is not
  /// there.
  private Map<String, String> data(String kind, Json.Object ref, @Nullable String key) {
    String name = ref.text("name");
    boolean secret = kind.equals("secret");
    Json.Object found = run.get("", secret ? "secrets" : "configmaps", Meta.namespace(pod), name);
    Map<String, String> data = new LinkedHashMap<>();
    if (found == null) {
      if (!ref.bool("optional")) {
        note((secret ? "secret \"" : "configmap \"") + name + "\" not found");
      }
      return data;
    }
    found.object("data").texts().forEach((k, v) -> data.put(k, secret ? decode(v) : v));
    if (key != null && !data.containsKey(key) && !ref.bool("optional")) {
      note(
          "couldn't find key "
              + key
              + " in "
              + (secret ? "Secret " : "ConfigMap ")
              + Meta.namespace(pod)
              + "/"
              + name);
    }
    return data;
  }

  private void note(String why) {
    if (missing == null) {
      missing = why;
    }
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  static String hostname(Json.Object pod) {
    if (pod.object("spec").bool("hostNetwork")) {
      return pod.object("spec").text("nodeName");
    }
    String name = pod.object("spec").text("hostname", Meta.name(pod));
    return name.length() > 63 ? name.substring(0, 63) : name;
  }

  // Files.

  static FileTree files(
      Run run, Json.Object pod, Json.Object container, FileTree image, String ip) {
    return new Mounts(run, pod, container).files(image, ip);
  }

  private String hosts(String ip) {
    StringBuilder hosts =
        new StringBuilder(
            """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """);
    hosts.append(ip).append('\t').append(hostname(pod)).append('\n');
    List<Json.Object> aliases = pod.object("spec").array("hostAliases").objects();
    if (!aliases.isEmpty()) {
      hosts.append("\n# Entries added by HostAliases.\n");
    }
    for (Json.Object alias : aliases) {
      hosts
          .append(alias.text("ip"))
          .append('\t')
          .append(String.join("\t", alias.array("hostnames").texts()))
          .append('\n');
    }
    return hosts.toString();
  }

  private FileTree files(FileTree image, String ip) {
    Instant now = run.now();
    FileTree files =
        image
            .makeDirectories("/etc", "root", now)
            .write("/etc/hostname", hostname(pod) + "\n", now)
            .write("/etc/hosts", hosts(ip), now)
            .write("/etc/resolv.conf", ResolvConf.of(run, pod).text(), now);
    return files;
  }

  /// What a volume made of objects holds.
  static FileTree content(Run run, Json.Object pod, Json.Object volume, String ip) {
    Mounts mounts = new Mounts(run, pod, Json.object());
    FileTree files = FileTree.empty();
    for (Map.Entry<String, String> file : mounts.content(volume, ip).entrySet()) {
      String at = FileTree.resolve("/", file.getKey());
      files =
          files
              .makeDirectories(FileTree.parent(at), "root", run.now())
              .write(at, file.getValue(), run.now());
    }
    return files;
  }

  /// The first thing a volume needs that is not there, with the volume's name; null when all is.
  static @Nullable String missingVolume(Run run, Json.Object pod) {
    for (Json.Object volume : pod.object("spec").array("volumes").objects()) {
      Mounts mounts = new Mounts(run, pod, Json.object());
      if (volume.has("configMap") || volume.has("secret") || volume.has("projected")) {
        mounts.objects(volume);
      }
      if (mounts.missing != null) {
        return "MountVolume.SetUp failed for volume \""
            + volume.text("name")
            + "\" : "
            + mounts.missing;
      }
    }
    return null;
  }

  private void objects(Json.Object volume) {
    Map<String, String> files = new LinkedHashMap<>();
    items(files, "configMap", volume.object("configMap"), "name");
    items(files, "secret", volume.object("secret"), "secretName");
    for (Json.Object source : volume.object("projected").array("sources").objects()) {
      items(files, "configMap", source.object("configMap"), "name");
      items(files, "secret", source.object("secret"), "name");
    }
  }

  private Map<String, String> content(Json.Object volume, String ip) {
    Map<String, String> files = new LinkedHashMap<>();
    if (volume.has("configMap")) {
      items(files, "configMap", volume.object("configMap"), "name");
    } else if (volume.has("secret")) {
      items(files, "secret", volume.object("secret"), "secretName");
    } else if (volume.has("downwardAPI")) {
      downward(files, volume.object("downwardAPI"), ip);
    } else if (volume.has("projected")) {
      for (Json.Object source : volume.object("projected").array("sources").objects()) {
        items(files, "configMap", source.object("configMap"), "name");
        items(files, "secret", source.object("secret"), "name");
        downward(files, source.object("downwardAPI"), ip);
        if (source.has("serviceAccountToken")) {
          files.put(source.object("serviceAccountToken").text("path"), token());
        }
      }
    }
    return files;
  }

  private void items(Map<String, String> files, String kind, Json.Object source, String nameKey) {
    if (source.isEmpty()) {
      return;
    }
    Map<String, String> data = data(kind, source.with("name", source.text(nameKey)), null);
    List<Json.Object> items = source.array("items").objects();
    if (items.isEmpty()) {
      files.putAll(data);
    }
    for (Json.Object item : items) {
      String value = data.get(item.text("key"));
      if (value != null) {
        files.put(item.text("path"), value);
      } else if (!source.bool("optional")) {
        note(
            kind.toLowerCase(java.util.Locale.ROOT)
                + " references non-existent "
                + kind.toLowerCase(java.util.Locale.ROOT).replace("configmap", "config")
                + " key: "
                + item.text("key"));
      }
    }
  }

  private void downward(Map<String, String> files, Json.Object source, String ip) {
    for (Json.Object item : source.array("items").objects()) {
      files.put(
          item.text("path"),
          item.has("fieldRef")
              ? field(item.object("fieldRef").text("fieldPath"), ip)
              : resource(item.object("resourceFieldRef")));
    }
  }

  private String token() {
    Client client = Kubelet.client(run, pod.object("spec").text("nodeName"));
    String account = pod.object("spec").text("serviceAccountName", "default");
    String path =
        "/api/v1/namespaces/" + Meta.namespace(pod) + "/serviceaccounts/" + account + "/token";
    ApiResponse answer = client.request(ApiRequest.post(path, Json.object()));
    return answer.object().object("status").text("token");
  }
}
