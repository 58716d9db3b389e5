package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.User;
import seodang.kube.schema.ResourceType;

/// What admission is asked: who does what to which object.
///
/// @param operation `CREATE`, `UPDATE`, `DELETE`, `CONNECT`
/// @param subresource `""` for the object itself
/// @param object as it would be; null for a deletion
/// @param before as it was; null for a new one
record AdmissionRequest(
    String operation,
    ResourceType type,
    String subresource,
    String namespace,
    String name,
    Json.@Nullable Object object,
    Json.@Nullable Object before,
    User user,
    boolean dryRun,
    Json.Object options) {

  static AdmissionRequest of(
      ApiRequest request,
      ResourceType type,
      String subresource,
      String namespace,
      String name,
      Json.@Nullable Object object,
      Json.@Nullable Object before) {
    String operation = object == null ? "DELETE" : before == null ? "CREATE" : "UPDATE";
    String kind =
        switch (operation) {
          case "CREATE" -> "CreateOptions";
          case "DELETE" -> "DeleteOptions";
          default -> request.method().equals("PATCH") ? "PatchOptions" : "UpdateOptions";
        };
    Json.Object options = Json.object("kind", kind, "apiVersion", "meta.k8s.io/v1");
    for (String parameter : List.of("fieldManager", "fieldValidation")) {
      String value = request.parameter(parameter);
      options = value.isEmpty() ? options : options.with(parameter, value);
    }
    return new AdmissionRequest(
        operation,
        type,
        subresource,
        namespace,
        name,
        object,
        before,
        request.user(),
        request.parameter("dryRun").equals("All"),
        options);
  }

  /// A request for what is connected to, which leaves no object.
  AdmissionRequest connecting(Json.Object asked) {
    return new AdmissionRequest(
        "CONNECT", type, subresource, namespace, name, asked, null, user, dryRun, Json.object());
  }

  /// The resource as rules name it: `deployments/scale`.
  String resource() {
    return subresource.isEmpty() ? type.resource() : type.resource() + "/" + subresource;
  }

  /// The kind of the object that is sent, which for a subresource may be its own.
  Json.Object kind() {
    ResourceType.Subresource sub = type.subresources().get(subresource);
    return sub == null
        ? Json.object("group", type.group(), "version", type.version(), "kind", type.kind())
        : Json.object("group", sub.group(), "version", sub.version(), "kind", sub.kind());
  }

  /// What expressions and webhooks see as `request`.
  Json.Object asRequest() {
    Json.Object resource =
        Json.object("group", type.group(), "version", type.version(), "resource", type.resource());
    return Json.object(
        "kind",
        kind(),
        "resource",
        resource,
        "subResource",
        subresource.isEmpty() ? null : subresource,
        "requestKind",
        kind(),
        "requestResource",
        resource,
        "requestSubResource",
        subresource.isEmpty() ? null : subresource,
        "name",
        name.isEmpty() ? null : name,
        "namespace",
        namespace.isEmpty() ? null : namespace,
        "operation",
        operation,
        "userInfo",
        userInfo(),
        "dryRun",
        dryRun,
        "options",
        options);
  }

  /// The user under the name a real cluster's component has.
  private Json.Object userInfo() {
    String called = user.name();
    List<String> groups = new ArrayList<>(user.groups());
    if (groups.remove("system:components")) {
      String actor = called.substring("system:".length());
      int slash = actor.indexOf('/');
      if (actor.startsWith("kubelet")) {
        called = "system:node:" + actor.substring(slash + 1);
        groups.add("system:nodes");
      } else if (!actor.startsWith("kube-")) {
        called = "system:serviceaccount:kube-system:" + actor;
        groups.add("system:serviceaccounts");
        groups.add("system:serviceaccounts:kube-system");
      }
    }
    if (!user.equals(User.ANONYMOUS) && !groups.contains("system:authenticated")) {
      groups.add("system:authenticated");
    }
    return Json.object("username", called, "groups", Json.array(groups.toArray()));
  }
}
