package seodang.shell;

import seodang.json.Json;

/// Something a process asks of the world outside its tree; it waits until [ProcessTree#answer] is
/// called with the same `id`.
public sealed interface HostCall {
  long id();

  /// An HTTP request, as curl and wget make.
  record Http(long id, String method, String url, Json.Object headers, String body)
      implements HostCall {}

  /// A DNS query for the addresses of a name, or for the name of an address.
  record Lookup(long id, String name) implements HostCall {}

  /// What the world answers.
  sealed interface Answer {
    /// How an HTTP request went.
    ///
    /// @param error `""` when there was an answer, else `resolve`, `refused` or `timeout`
    /// @param address to which it connected, `""` when it did not
    record Http(String error, int status, Json.Object headers, String body, String address)
        implements Answer {}

    /// What DNS knows.
    ///
    /// @param server the address of the server asked, `""` when none answered
    /// @param name the full name found, as `web.default.svc.cluster.local`
    /// @param addresses empty: there is no such name
    record Lookup(String server, String name, java.util.List<String> addresses) implements Answer {}
  }
}
