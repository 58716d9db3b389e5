package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.TraceEntry;

/// Trace entries told as Korean sentences.
final class Narration {
  private static final String CONTROLLER = "-controller";

  private Narration() {}

  /// Who did it, as a learner calls it: `레플리카셋 컨트롤러`, `worker-1의 kubelet`.
  static String actor(String actor) {
    if (actor.startsWith("kubelet/")) {
      return actor.substring("kubelet/".length()) + "의 kubelet";
    }
    if (actor.startsWith("kube-proxy/")) {
      return actor.substring("kube-proxy/".length()) + "의 kube-proxy";
    }
    return switch (actor) {
      case String kubectl when kubectl.startsWith("kubectl") -> "kubectl";
      case "kube-scheduler" -> "스케줄러";
      case "kube-apiserver", "apiserver" -> "API 서버";
      case "kube-controller-manager" -> "컨트롤러 매니저";
      case "node-lifecycle-controller" -> "노드 수명 주기 컨트롤러";
      default -> LOOPS.getOrDefault(actor, controller(actor));
    };
  }

  /// Controllers, and drivers that work as they do, whose names do not say so.
  private static final Map<String, String> LOOPS =
      Map.ofEntries(
          Map.entry("generic-garbage-collector", "가비지 컬렉터"),
          Map.entry("persistent-volume-binder", "볼륨 바인더"),
          Map.entry("root-ca-cert-publisher", "루트 인증서 배포기"),
          Map.entry("horizontal-pod-autoscaler", "오토스케일러"),
          Map.entry("volume-expand", "볼륨 확장 컨트롤러"),
          Map.entry("csrsigning", "인증서 서명기"),
          Map.entry("csrapproving", "인증서 승인기"),
          Map.entry("local-path-provisioner", "로컬 볼륨 프로비저너"),
          Map.entry("network-disk-driver", "네트워크 디스크 드라이버"),
          Map.entry("network-disk-resizer", "네트워크 디스크 확장기"),
          Map.entry("pod-garbage-collector", "파드 가비지 컬렉터"),
          Map.entry("ttl-controller", "노드 TTL 컨트롤러"),
          Map.entry("service-cidrs-controller", "서비스 주소 범위 컨트롤러"),
          Map.entry("metallb-controller", "MetalLB 컨트롤러"),
          Map.entry("metallb-speaker", "MetalLB 스피커"),
          Map.entry("cloud-node-controller", "클라우드 노드 컨트롤러"),
          Map.entry("cloud-node-lifecycle-controller", "클라우드 노드 수명 주기 컨트롤러"),
          Map.entry("route-controller", "클라우드 라우트 컨트롤러"),
          Map.entry("service-controller", "클라우드 서비스 컨트롤러"),
          Map.entry("nginx-ingress-controller", "인그레스 컨트롤러"));

  private static String controller(String actor) {
    if (!actor.endsWith(CONTROLLER)) {
      return actor;
    }
    String plain = actor.substring(0, actor.length() - CONTROLLER.length());
    Kind kind = Kind.of(plain.replace("-", ""));
    return kind == null ? actor : kind.korean() + " 컨트롤러";
  }

  /// Where in the picture the actor stands: `kubectl`, `cm`, `sched`, `kubelet/worker-1` ….
  static String place(String actor) {
    if (actor.startsWith("kubelet/") || actor.startsWith("kube-proxy/")) {
      return "kubelet/" + actor.substring(actor.indexOf('/') + 1);
    }
    return switch (actor) {
      case "kube-scheduler" -> "sched";
      case "kube-apiserver" -> "api";
      case "apiserver" -> "api";
      case "kube-controller-manager" -> "cm";
      default -> actor.endsWith(CONTROLLER) || LOOPS.containsKey(actor) ? "cm" : "kubectl";
    };
  }

  /// One sentence for an entry.
  static String sentence(TraceEntry entry, Writes writes) {
    return sentence(entry, entry, writes);
  }

  /// One sentence for entries alike about one object: what stood before the first and after the
  /// last.
  static String sentence(TraceEntry first, TraceEntry last, Writes writes) {
    if (isMissing(first)) {
      return Josa.I_GA.after(actor(first.actor()))
          + " "
          + Josa.EUL_REUL.after(about(first))
          + " 찾았지만 없었습니다.";
    }
    if (first.code() >= 400) {
      return refusal(first);
    }
    String about = about(first);
    String who = Josa.I_GA.after(actor(first.actor())) + " ";
    if (isBinding(first)) {
      Json.Object bound = writes.after(first);
      String node =
          bound == null ? first.detail().text("node") : bound.object("spec").text("nodeName");
      return who + Josa.EUL_REUL.after(about) + " " + binding(node);
    }
    String changed = Differences.told(first.resource(), writes.before(first), writes.after(last));
    if (!changed.isEmpty()) {
      return who + about + "의 " + changed;
    }
    return who + (isStatus(first) ? about + "의 상태를 적었습니다." : deed(first, about));
  }

  /// One sentence for entries alike about several objects, as three Pods created at once.
  static String together(TraceEntry first, int objects) {
    if (first.code() >= 400) {
      return refusal(first);
    }
    String about = Kind.korean(plain(first.resource())) + " " + objects + "개";
    String who = Josa.I_GA.after(actor(first.actor())) + " ";
    if (isBinding(first)) {
      return who + Josa.EUL_REUL.after(about) + " " + binding("");
    }
    if (first.verb().equals("decide")) {
      return who + about + "의 자리를 정했습니다.";
    }
    return who + (isStatus(first) ? about + "의 상태를 적었습니다." : deed(first, about));
  }

  /// Looking for what is not there is an answer, not a refusal: `kubectl apply` does so before it
  /// creates, `kubectl delete` after it deleted.
  static boolean isMissing(TraceEntry entry) {
    return entry.code() == 404 && entry.verb().equals("get");
  }

  static boolean isStatus(TraceEntry entry) {
    return entry.resource().endsWith("/status");
  }

  private static boolean isBinding(TraceEntry entry) {
    return entry.resource().endsWith("/binding") || entry.verb().equals("bind");
  }

  private static String binding(String node) {
    return (node.isEmpty() ? "" : node + " ") + "노드에 배정했습니다.";
  }

  private static String refusal(TraceEntry entry) {
    return "API 서버가 "
        + actor(entry.actor())
        + "의 요청을 거절했습니다("
        + entry.code()
        + " "
        + entry.detail().text("reason")
        + ").";
  }

  private static String deed(TraceEntry entry, String about) {
    String object = Josa.EUL_REUL.after(about);
    return switch (entry.verb()) {
      case "create" -> object + " 만들었습니다.";
      case "update", "patch" -> object + " 고쳤습니다.";
      case "delete", "deletecollection" -> object + " 지웠습니다.";
      case "get" -> object + " 읽었습니다.";
      case "list", "watch" -> Kind.korean(plain(entry.resource())) + " 목록을 읽었습니다.";
      case "decide" -> decision(entry, about);
      case "break" -> "멈췄습니다.";
      case "mend" -> "다시 일하기 시작했습니다.";
      case "exit" ->
          about
              + "의 컨테이너 "
              + Josa.I_GA.after(entry.detail().text("container"))
              + " "
              + Josa.EURO_RO.after("종료 코드 " + entry.detail().number("exitCode", 0))
              + " 끝난 것을 알았습니다.";
      case "connect" -> Hops.told(entry);
      default -> about + ": " + entry.verb() + inBrackets(entry, "message");
    };
  }

  private static String decision(TraceEntry entry, String about) {
    Json.Object detail = entry.detail();
    String node = detail.text("node");
    if (!node.isEmpty()) {
      return about + "의 자리로 " + node + " 노드를 골랐습니다" + scores(detail.object("scores"));
    }
    return about + "의 자리를 찾지 못했습니다" + inBrackets(entry, "message");
  }

  /// The totals, when there was a choice.
  private static String scores(Json.Object byNode) {
    if (byNode.size() < 2) {
      return ".";
    }
    List<String> totals = new ArrayList<>();
    for (String node : byNode.keys()) {
      totals.add(node + " " + byNode.object(node).number("total", 0) + "점");
    }
    return "(" + String.join(", ", totals) + ").";
  }

  private static String inBrackets(TraceEntry entry, String member) {
    String text = entry.detail().text(member);
    return text.isEmpty() ? "." : "(" + text + ").";
  }

  private static String about(TraceEntry entry) {
    String kind = Kind.korean(plain(entry.resource()));
    if (entry.name().isEmpty()) {
      return entry.resource().isEmpty() ? entry.detail().text("path", "클러스터") : kind;
    }
    Kind known = Kind.of(plain(entry.resource()));
    boolean elsewhere =
        known != null
            && known.namespaced()
            && !entry.namespace().equals("default")
            && !entry.namespace().isEmpty();
    return kind + " " + (elsewhere ? entry.namespace() + "/" : "") + entry.name();
  }

  /// Without the subresource.
  static String plain(String resource) {
    int slash = resource.indexOf('/');
    return slash < 0 ? resource : resource.substring(0, slash);
  }
}
