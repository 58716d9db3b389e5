package seodang.shell;

import seodang.json.Json;

/// Something a process asks of the world outside its tree; it waits until [ProcessTree#answer] is
/// called with the same `id`.
public sealed interface HostCall {
  long id();

  /// An HTTP request, as curl and wget make.
  record Http(long id, String method, String url, Json.Object headers, String body)
      implements HostCall {}

  /// A DNS query.
  ///
  /// @param type of the records wanted: `A`, `SRV`, `CNAME`, `PTR`
  record Lookup(long id, String name, String type) implements HostCall {}

  /// A DNS record.
  ///
  /// @param name in full, as `web.default.svc.cluster.local`
  /// @param value an address, a name; for `SRV` priority, weight, port and name
  record Record(String name, String type, String value) {}

  /// A run of a tool that looks into the machine itself, as `crictl` does.
  ///
  /// @param directory where it was begun
  /// @param cursor `""`, or where a tool that follows something goes on: see [Answer.Tool#next]
  record Tool(long id, java.util.List<String> argv, String directory, String cursor)
      implements HostCall {}

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
    /// @param records in their order, aliases first; empty: there is no such name
    record Lookup(String server, java.util.List<Record> records) implements Answer {}

    /// What a tool printed.
    ///
    /// @param exit 127 when the machine has no such tool
    /// @param next `""` when it has ended, else the cursor to ask with again in a while
    record Tool(int exit, String out, String err, String next) implements Answer {}
  }
}
