package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.TraceEntry;

/// The way of a request through the network, told in Korean hop by hop.
final class Hops {
  private Hops() {}

  static String told(TraceEntry entry) {
    List<String> steps = new ArrayList<>();
    for (Json.Object hop : entry.detail().array("hops").objects()) {
      steps.add(one(hop));
    }
    return entry.detail().text("message") + " (" + String.join(" → ", steps) + ")";
  }

  private static String one(Json.Object hop) {
    String name = hop.text("name");
    String address = hop.text("address");
    String note = hop.text("note");
    return switch (hop.text("kind")) {
      case "dns" ->
          address.isEmpty()
              ? "DNS에 " + Josa.I_GA.after(name) + " 없음"
              : "DNS가 " + Josa.EUL_REUL.after(name) + " " + Josa.EURO_RO.after(address) + " 알려 줌";
      case "node" -> name + " 노드의 " + address;
      case "service" -> "서비스 " + name + " " + address + " [" + note + "]";
      case "endpoint" -> "엔드포인트 " + Josa.EUL_REUL.after(address) + " 고름";
      case "policy" -> "네트워크폴리시 " + name + (note.endsWith("denied") ? "에 막힘" : "이 허락함");
      case "ingress" -> "인그레스 " + name + " [" + note + "]";
      case "pod" -> "파드 " + name + " " + address;
      default ->
          switch (name) {
            case "refused" -> "연결 거부";
            case "timeout" -> "답 없음";
            case "resolve" -> "이름을 찾지 못함";
            default -> "끊김(" + name + ")";
          };
    };
  }
}
