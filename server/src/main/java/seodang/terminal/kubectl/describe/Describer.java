package seodang.terminal.kubectl.describe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.KubectlError;

/// Describes the objects of one kind.
@FunctionalInterface
interface Describer {
  void describe(Json.Object object, Description out, Source source);

  /// Where a describer finds what belongs to its object.
  ///
  /// @param showEvents `--show-events`
  record Source(Client client, boolean showEvents) {
    Instant now() {
      return client.now();
    }

    /// The items at a path of the API; none when they may not be read.
    List<Json.Object> list(String path, @Nullable String... query) {
      try {
        return client
            .send(Client.with(ApiRequest.get(path), query).withQuery("limit", "500"))
            .object()
            .array("items")
            .objects();
      } catch (KubectlError.Rejected e) {
        return List.of();
      }
    }

    /// The object at a path; null when there is none or it may not be read.
    Json.@Nullable Object find(String path) {
      try {
        return client.find(path);
      } catch (KubectlError.Rejected e) {
        return null;
      }
    }

    /// The Pods of a namespace that a selector matches.
    List<Json.Object> pods(String namespace, String labelSelector) {
      return list("/api/v1/namespaces/" + namespace + "/pods", "labelSelector", labelSelector);
    }
  }
}
