package seodang.kube;

import java.util.List;
import java.util.Map;

/// Whom a requester wants to be taken for: the `Impersonate-` headers.
///
/// @param user `""` when none is named
/// @param groups `system:authenticated` need not be among them
/// @param uid `""` for none
/// @param extra by keys in lower case
public record Impersonation(
    String user, List<String> groups, String uid, Map<String, List<String>> extra) {
  public static final Impersonation NONE = new Impersonation("", List.of(), "", Map.of());

  /// What becomes of the wish.
  public sealed interface Answer {
    record Granted(User user) implements Answer {}

    record Refused(ApiResponse response) implements Answer {}
  }
}
