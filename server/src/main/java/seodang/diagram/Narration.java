package seodang.diagram;

import seodang.json.Json;
import seodang.kube.ClusterState;
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
      case "kube-scheduler" -> "스케줄러";
      case "garbage-collector", "generic-garbage-collector" -> "가비지 컬렉터";
      case "kube-apiserver" -> "API 서버";
      case "kube-controller-manager" -> "컨트롤러 매니저";
      case "node-lifecycle-controller" -> "노드 수명 주기 컨트롤러";
      default -> controller(actor);
    };
  }

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
      case "garbage-collector", "generic-garbage-collector", "kube-controller-manager" -> "cm";
      default -> actor.endsWith(CONTROLLER) ? "cm" : "kubectl";
    };
  }

  /// One sentence for an entry.
  static String sentence(TraceEntry entry, ClusterState state) {
    return sentence(entry, about(entry), entry.detail().text("node", node(entry, state)));
  }

  /// One sentence for several entries alike, as three Pods created at once.
  static String together(TraceEntry first, int times) {
    String objects = Kind.korean(plain(first.resource())) + " " + times + "개";
    return sentence(first, objects, first.detail().text("node"));
  }

  private static String sentence(TraceEntry entry, String about, String node) {
    String who = Josa.I_GA.after(actor(entry.actor()));
    if (entry.code() >= 400) {
      return "API 서버가 "
          + actor(entry.actor())
          + "의 요청을 거절했습니다("
          + entry.code()
          + " "
          + entry.detail().text("reason")
          + ").";
    }
    if (entry.resource().endsWith("/binding") || entry.verb().equals("bind")) {
      return who
          + " "
          + Josa.EUL_REUL.after(about)
          + " "
          + (node.isEmpty() ? "노드" : node + " 노드")
          + "에 배정했습니다.";
    }
    if (entry.resource().endsWith("/status")) {
      return who + " " + about + "의 상태를 기록했습니다.";
    }
    if (entry.resource().endsWith("/scale")) {
      return who + " " + about + "의 복제본 수를 바꾸었습니다.";
    }
    return who + " " + deed(entry, about);
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
      case "pull" -> "이미지를 내려받았습니다" + inBrackets(entry, "image");
      case "run" -> about + "의 컨테이너를 시작했습니다" + inBrackets(entry, "container");
      case "exit" -> about + "의 컨테이너가 끝난 것을 보았습니다" + inBrackets(entry, "reason");
      default -> about + ": " + entry.verb() + inBrackets(entry, "message");
    };
  }

  private static String decision(TraceEntry entry, String about) {
    Json.Object detail = entry.detail();
    if (detail.has("from") && detail.has("to")) {
      return about
          + "의 파드 수를 "
          + detail.number("from", 0)
          + "개에서 "
          + detail.number("to", 0)
          + "개로 맞추기로 했습니다.";
    }
    return about + "에 대해 판단했습니다" + inBrackets(entry, "message");
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

  /// The node that a Pod was bound to, told by the Pod as it is now.
  private static String node(TraceEntry entry, ClusterState state) {
    if (!plain(entry.resource()).equals("pods")) {
      return "";
    }
    Json.Object pod = state.get("", "pods", entry.namespace(), entry.name());
    return pod == null ? "" : pod.object("spec").text("nodeName");
  }

  /// Without the subresource.
  static String plain(String resource) {
    int slash = resource.indexOf('/');
    return slash < 0 ? resource : resource.substring(0, slash);
  }
}
