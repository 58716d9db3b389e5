package seodang.kube.node;

import java.util.HexFormat;
import java.util.List;
import seodang.json.Json;
import seodang.kube.engine.Dice;
import seodang.kube.kubelet.PodRun;

/// What the runtime and the network give a Pod beside what is remembered of it: each the same
/// whenever it is looked at.
final class Sandboxes {
  private Sandboxes() {}

  private static Dice dice(PodRun pod, String what) {
    String key = what + pod.uid() + pod.json().text("sandboxAt");
    return new Dice(key.hashCode() * 0x9E3779B97F4A7C15L + key.length());
  }

  /// The identifier of the Pod's sandbox.
  static String id(PodRun pod) {
    return dice(pod, "sandbox").hex(64);
  }

  /// The name of the host's end of the Pod's cable: as Calico names it, or the bridge plugin.
  static String cable(PodRun pod, boolean calico) {
    return calico ? "cali" + dice(pod, "veth").hex(11) : "veth" + dice(pod, "veth").hex(8);
  }

  static String namespace(PodRun pod) {
    String hex = dice(pod, "netns").hex(32);
    return "cni-"
        + String.join(
            "-",
            List.of(
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20)));
  }

  /// A hardware address, locally administered.
  static String mac(String key) {
    String hex = new Dice(key.hashCode() * 0x9E3779B97F4A7C15L + key.length()).hex(12);
    int first = Integer.parseInt(hex.substring(0, 2), 16) & 0xfe | 0x02;
    StringBuilder mac = new StringBuilder(HexFormat.of().toHexDigits((byte) first));
    for (int i = 2; i < 12; i += 2) {
      mac.append(':').append(hex, i, i + 2);
    }
    return mac.toString();
  }

  /// The link-local address that a hardware address gives.
  static String linkLocal(String mac) {
    int[] b = new int[6];
    String[] parts = mac.split(":");
    for (int i = 0; i < 6; i++) {
      b[i] = Integer.parseInt(parts[i], 16);
    }
    return "fe80::"
        + Integer.toHexString((b[0] ^ 2) << 8 | b[1])
        + ":"
        + Integer.toHexString(b[2] << 8 | 0xff)
        + ":"
        + Integer.toHexString(0xfe00 | b[3])
        + ":"
        + Integer.toHexString(b[4] << 8 | b[5]);
  }

  /// Whether the container is there for the runtime.
  static boolean exists(Json.Object container) {
    return !container.text("id").isEmpty() && container.has("startedAt");
  }
}
