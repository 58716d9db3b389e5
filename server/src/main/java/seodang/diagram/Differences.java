package seodang.diagram;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What a write changed, in words: the one difference that tells why it was made.
final class Differences {
  private Differences() {}

  /// As `상태를 Pending에서 Running으로 적었습니다.`; `""` when nothing that a learner follows changed.
  static String told(String resource, Json.@Nullable Object before, Json.@Nullable Object after) {
    if (before == null || after == null) {
      return "";
    }
    if (before.object("metadata").text("deletionTimestamp").isEmpty()
        && after.object("metadata").has("deletionTimestamp")) {
      return "종료를 시작했습니다.";
    }
    boolean pods = Narration.plain(resource).equals("pods");
    return resource.endsWith("/status")
        ? pods ? pod(PodStatus.of(before), PodStatus.of(after)) : counts(before, after)
        : wish(before.object("spec"), after.object("spec"));
  }

  private static String pod(PodStatus before, PodStatus after) {
    if (!before.word().equals(after.word())) {
      return "상태를 " + fromTo(before.word(), after.word()) + " 적었습니다.";
    }
    return before.ready() == after.ready()
        ? ""
        : "준비된 컨테이너 수를 " + fromTo(before.readyWord(), after.readyWord()) + " 적었습니다.";
  }

  private static String counts(Json.Object before, Json.Object after) {
    long was = before.object("status").number("readyReplicas", 0);
    long is = after.object("status").number("readyReplicas", 0);
    if (was != is) {
      return "준비된 파드 수를 " + fromTo(was + "개", is + "개") + " 적었습니다.";
    }
    was = before.object("status").number("replicas", 0);
    is = after.object("status").number("replicas", 0);
    return was == is ? "" : "파드 수를 " + fromTo(was + "개", is + "개") + " 적었습니다.";
  }

  private static String wish(Json.Object before, Json.Object after) {
    long was = before.number("replicas", -1);
    long is = after.number("replicas", -1);
    if (was != is && was >= 0 && is >= 0) {
      return "복제본 수를 " + fromTo(was + "개", is + "개") + " 바꾸었습니다.";
    }
    String oldImage = image(before);
    String newImage = image(after);
    return oldImage.equals(newImage) || oldImage.isEmpty() || newImage.isEmpty()
        ? ""
        : "이미지를 " + fromTo(oldImage, newImage) + " 바꾸었습니다.";
  }

  private static String image(Json.Object spec) {
    Json.Object pod = spec.has("template") ? spec.object("template").object("spec") : spec;
    return pod.array("containers").object(0).text("image");
  }

  private static String fromTo(String before, String after) {
    return before + "에서 " + Josa.EURO_RO.after(after);
  }
}
