package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// An object's state in one or two Korean sentences.
final class Glance {
  private Glance() {}

  static String sentence(ObjectRef ref, Json.Object object, ClusterState state) {
    if (object.object("metadata").has("deletionTimestamp")) {
      return Josa.EUN_NEUN.after(ref.spoken()) + " 지워지는 중입니다.";
    }
    Json.Object spec = object.object("spec");
    Json.Object status = object.object("status");
    return switch (ref.kind()) {
      case "Pod" -> pod(ref, object);
      case "Deployment" -> deployment(ref, spec, status);
      case "ReplicaSet", "StatefulSet" -> replicas(ref, spec, status);
      case "Service" -> service(ref, spec, state);
      case "Node" -> node(ref, object, state);
      default -> other(ref, status);
    };
  }

  private static String pod(ObjectRef ref, Json.Object pod) {
    PodStatus now = PodStatus.of(pod);
    String subject = Josa.EUN_NEUN.after(ref.spoken());
    String node = pod.object("spec").text("nodeName");
    Json.Object status = pod.object("status");
    String where = node.isEmpty() ? "" : node + " 노드에서 ";
    return switch (now.health()) {
      case OK -> subject + " " + where + "실행 중이고, 요청을 받을 준비가 되었습니다.";
      case DONE -> subject + " " + where + "할 일을 마치고 끝났습니다.";
      case GONE -> subject + " 종료되는 중입니다.";
      case WAIT ->
          node.isEmpty()
              ? subject + " 자리를 정해 줄 스케줄러를 기다립니다."
              : subject + " " + where + waiting(now);
      case BAD -> subject + " " + trouble(now, status, where);
    };
  }

  private static String waiting(PodStatus now) {
    return switch (now.word()) {
      case "ContainerCreating" -> "컨테이너를 준비하는 중입니다.";
      case "Running", "NotReady" -> "실행 중이지만 아직 요청을 받을 준비가 되지 않았습니다.";
      default ->
          now.word().startsWith("Init:")
              ? "초기화 컨테이너를 실행하는 중입니다(" + now.word() + ")."
              : "시작하는 중입니다(" + now.word() + ").";
    };
  }

  private static String trouble(PodStatus now, Json.Object status, String where) {
    String said = now.word();
    return switch (said) {
      case "Pending" -> "들어갈 수 있는 노드가 없어 기다립니다: " + Conditions.message(status, "PodScheduled");
      case "CrashLoopBackOff" ->
          where
              + "시작하자마자 끝나기를 "
              + now.restarts()
              + "번 되풀이해, 잠시 쉬었다가 다시 시작합니다. 로그를 보면 까닭을 알 수 있습니다.";
      case "ImagePullBackOff", "ErrImagePull", "InvalidImageName" ->
          where + "이미지를 가져오지 못했습니다. 이미지 이름과 태그를 살펴보세요.";
      case "CreateContainerConfigError" -> where + "컨테이너 설정에 쓰인 컨피그맵이나 시크릿을 찾지 못했습니다.";
      case "OOMKilled" -> where + "메모리 한도를 넘어 종료되었습니다.";
      case "Error" -> where + "오류로 끝났습니다. 로그를 보면 까닭을 알 수 있습니다.";
      case "Evicted" -> where + "축출되었습니다: " + status.text("message");
      default -> where + Josa.I_GA.after(said) + " 일어났습니다.";
    };
  }

  private static String deployment(ObjectRef ref, Json.Object spec, Json.Object status) {
    long wanted = spec.number("replicas", 1);
    long updated = status.number("updatedReplicas", 0);
    long ready = status.number("readyReplicas", 0);
    long all = status.number("replicas", 0);
    String subject = Josa.EUN_NEUN.after(ref.spoken());
    if (spec.bool("paused")) {
      return subject + " 롤아웃을 멈추어 두었습니다. 준비된 파드는 " + ready + "개입니다.";
    }
    if (Conditions.reason(status, "Progressing").equals("ProgressDeadlineExceeded")) {
      return subject + " 정해진 시간 안에 새 파드를 준비하지 못했습니다. 새 레플리카셋의 파드를 살펴보세요.";
    }
    if (wanted == 0 && all == 0) {
      return subject + " 파드를 0개로 줄여 두었습니다.";
    }
    if (updated == wanted && ready == wanted && all == wanted) {
      return subject + " 파드 " + wanted + "개를 원하고, 모두 준비되었습니다.";
    }
    if (all > updated && updated > 0) {
      return subject
          + " 새 파드로 바꾸는 중입니다. 새 파드 "
          + updated
          + "개, 옛 파드 "
          + (all - updated)
          + "개가 있습니다.";
    }
    return subject + " 파드 " + wanted + "개를 원하고, 지금 " + ready + "개가 준비되었습니다.";
  }

  private static String replicas(ObjectRef ref, Json.Object spec, Json.Object status) {
    long wanted = spec.number("replicas", 1);
    long ready = status.number("readyReplicas", 0);
    String subject = Josa.EUN_NEUN.after(ref.spoken());
    if (wanted == 0) {
      return subject + " 지금 파드를 두지 않습니다. 롤백할 때 다시 쓰입니다.";
    }
    return subject
        + " 파드 "
        + wanted
        + "개를 원하고, "
        + (ready == wanted ? "모두 준비되었습니다." : "지금 " + ready + "개가 준비되었습니다.");
  }

  private static String service(ObjectRef ref, Json.Object spec, ClusterState state) {
    String subject = Josa.EUN_NEUN.after(ref.spoken());
    if (spec.object("selector").isEmpty()) {
      return subject + " 셀렉터가 없어 파드를 스스로 고르지 않습니다.";
    }
    for (Scene.Gate gate : new Composition(Slots.EMPTY, state, View.ALL).scene().gates()) {
      if (gate.ref().equals(ref)) {
        int chosen = gate.endpoints().size();
        return chosen == 0
            ? subject + " 셀렉터(" + labels(spec) + ")에 맞는 파드가 없어 보낼 곳이 없습니다."
            : subject
                + " "
                + Josa.EURO_RO.after(gate.address())
                + " 온 요청을 준비된 파드 "
                + gate.ready()
                + "개에 나누어 보냅니다.";
      }
    }
    return subject + " " + spec.text("clusterIP") + " 주소를 받았습니다.";
  }

  private static String labels(Json.Object spec) {
    List<String> pairs = new ArrayList<>();
    spec.object("selector").texts().forEach((key, value) -> pairs.add(key + "=" + value));
    return String.join(",", pairs);
  }

  private static String node(ObjectRef ref, Json.Object node, ClusterState state) {
    long pods =
        state.list("", "pods", "").stream()
            .filter(pod -> pod.object("spec").text("nodeName").equals(ref.name()))
            .count();
    String subject = Josa.EUN_NEUN.after(ref.spoken());
    if (!Conditions.is(node.object("status"), "Ready")) {
      return subject + " 응답하지 않습니다(NotReady). 이 노드의 kubelet을 살펴보세요.";
    }
    if (node.object("spec").bool("unschedulable")) {
      return subject + " 새 파드를 받지 않게 막아 두었습니다. 지금 파드 " + pods + "개가 있습니다.";
    }
    return subject + " 준비되어 있고, 파드 " + pods + "개가 살고 있습니다.";
  }

  private static String other(ObjectRef ref, Json.Object status) {
    String phase = status.text("phase");
    return phase.isEmpty()
        ? Josa.I_GA.after(ref.spoken()) + " 클러스터에 저장되어 있습니다."
        : Josa.EUN_NEUN.after(ref.spoken()) + " " + phase + " 상태입니다.";
  }
}
