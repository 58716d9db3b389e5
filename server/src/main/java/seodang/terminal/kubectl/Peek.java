package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.terminal.kubectl.client.Discovery;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.client.RestMapper;

/// Reads a cluster without a trace: what Tab looks up is nothing the learner asked the cluster for.
record Peek(ClusterState state) {

  RestMapper resources() {
    return new RestMapper(Discovery.read(root -> get(root, Discovery.ACCEPT)));
  }

  List<Json.Object> list(Resource resource, String namespace) {
    return get(resource.path(resource.namespaced() ? namespace : ""), ApiRequest.JSON)
        .array("items")
        .objects();
  }

  /// The document at a path; empty when the answer is anything else.
  private Json.Object get(String path, String accept) {
    ApiRequest request = ApiRequest.get(path).withAccept(accept);
    ApiResponse answer = Cluster.apply(state, new Input.Request(request, null)).response();
    return answer != null && answer.ok() ? answer.object() : Json.object();
  }
}
