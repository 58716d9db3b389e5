package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;
import static seodang.kube.apiserver.cel.Function.member;

import java.util.List;

/// The authorizer library:
/// `authorizer.group('apps').resource('deployments').check('get').allowed()`.
public final class AuthorizerFunctions {
  record PathCheck(Authority authority, String path) {}

  record GroupCheck(Authority authority, String group) {}

  /// What is asked of a resource.
  public record ResourceCheck(
      Authority authority,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    private Decision check(String verb) {
      String whole = subresource.isEmpty() ? resource : resource + "/" + subresource;
      return new Decision(authority.allows(verb, group, whole, namespace, name));
    }
  }

  record Decision(boolean allowed) {}

  private AuthorizerFunctions() {}

  static List<Function> all() {
    return List.of(
        member("path", Types.PATH_CHECK, a -> path(a), Types.AUTHORIZER, STRING),
        member(
            "check",
            Types.DECISION,
            a -> {
              PathCheck check = (PathCheck) a[0];
              return new Decision(check.authority().allowsPath((String) a[1], check.path()));
            },
            Types.PATH_CHECK,
            STRING),
        member(
            "group",
            Types.GROUP_CHECK,
            a -> new GroupCheck((Authority) a[0], (String) a[1]),
            Types.AUTHORIZER,
            STRING),
        member(
            "serviceAccount",
            Types.AUTHORIZER,
            a -> ((Authority) a[0]).as((String) a[1], (String) a[2]),
            Types.AUTHORIZER,
            STRING,
            STRING),
        member(
            "resource",
            Types.RESOURCE_CHECK,
            a -> {
              GroupCheck g = (GroupCheck) a[0];
              return new ResourceCheck(g.authority(), g.group(), (String) a[1], "", "", "");
            },
            Types.GROUP_CHECK,
            STRING),
        of(
            "subresource",
            (r, t) ->
                new ResourceCheck(
                    r.authority(), r.group(), r.resource(), t, r.namespace(), r.name())),
        of(
            "namespace",
            (r, t) ->
                new ResourceCheck(
                    r.authority(), r.group(), r.resource(), r.subresource(), t, r.name())),
        of(
            "name",
            (r, t) ->
                new ResourceCheck(
                    r.authority(), r.group(), r.resource(), r.subresource(), r.namespace(), t)),
        of("fieldSelector", (r, _) -> r),
        of("labelSelector", (r, _) -> r),
        member(
            "check",
            Types.DECISION,
            a -> ((ResourceCheck) a[0]).check((String) a[1]),
            Types.RESOURCE_CHECK,
            STRING),
        member("allowed", BOOL, a -> ((Decision) a[0]).allowed(), Types.DECISION),
        member("reason", STRING, _ -> "", Types.DECISION),
        member("error", STRING, _ -> "", Types.DECISION),
        member("errored", BOOL, _ -> false, Types.DECISION));
  }

  private static PathCheck path(Object[] arguments) {
    String path = (String) arguments[1];
    if (path.isEmpty()) {
      throw new Function.Failure("path must not be empty");
    }
    return new PathCheck((Authority) arguments[0], path);
  }

  private static Function of(
      String name, java.util.function.BiFunction<ResourceCheck, String, ResourceCheck> narrowed) {
    return member(
        name,
        Types.RESOURCE_CHECK,
        a -> narrowed.apply((ResourceCheck) a[0], (String) a[1]),
        Types.RESOURCE_CHECK,
        STRING);
  }
}
