package seodang.terminal.kubectl.create;

import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.patch.ContentHash;

/// `kubectl create configmap`.
public final class ConfigMaps {
  private ConfigMaps() {}

  public static Json.Object generate(Invocation invocation, String name) {
    Map<String, String> data = KeyedData.read(invocation, "ConfigMap", name);
    Json.Object map =
        Generator.object("v1", "ConfigMap", Generator.metadata(invocation, name, true));
    map = data.isEmpty() ? map : map.with("data", Json.of(data));
    return invocation.flags().is("append-hash")
        ? map.withAt(
            Json.text(name + "-" + ContentHash.ofConfigMap(name, data)), "metadata", "name")
        : map;
  }
}
