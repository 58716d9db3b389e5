package seodang.kube.network;

import seodang.json.Json;
import seodang.kube.engine.Run;

/// A machine as the simulated cloud knows it, by the name of its node.
///
/// @param number in the order in which the cloud was asked, from 1
public record Instance(long number) {
  private static final String COUNT = "cloud/instances";
  private static final String REGION = "kr-central-1";

  public static Instance of(Run run, String node) {
    Json.Object known = run.recallObject(COUNT);
    if (known.has(node)) {
      return new Instance(known.number(node, 0));
    }
    long number = known.size() + 1L;
    run.remember(COUNT, known.with(node, number));
    return new Instance(number);
  }

  /// Whether the cloud has no such machine any more: the fault `instance/NODE`.
  public static boolean isGone(Run run, String node) {
    return run.isBroken("instance/" + node);
  }

  public String type() {
    return "c4.large";
  }

  public String region() {
    return REGION;
  }

  public String zone() {
    return REGION + (number % 2 == 1 ? "a" : "b");
  }

  public String providerId(String cloud) {
    return cloud
        + ":///"
        + zone()
        + "/i-"
        + String.format("%08x", number * 0x9E3779B1L & 0xFFFFFFFFL);
  }

  /// What the cloud adds to the addresses that a node told of itself.
  public Json.Array addresses(String node, Json.Array told) {
    Json.Array addresses = Json.array();
    for (Json.Object address : told.objects()) {
      addresses = address.text("type").startsWith("External") ? addresses : addresses.add(address);
    }
    if (addresses.isEmpty()) {
      addresses =
          addresses
              .add(Json.object("type", "InternalIP", "address", "192.168.56." + (50 + number)))
              .add(Json.object("type", "Hostname", "address", node));
    }
    return addresses.add(
        Json.object("type", "ExternalIP", "address", "198.51.100." + (10 + number)));
  }
}
