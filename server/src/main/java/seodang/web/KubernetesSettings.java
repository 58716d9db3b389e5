package seodang.web;

import java.nio.file.Path;
import java.util.List;

/// How the Kubernetes endpoint is served.
///
/// @param port 0 for any free one
/// @param publicUrl as clients see it, `""` for `https://localhost:PORT`
/// @param hosts further names and addresses its certificate is for
/// @param folder where its certificate authority is kept
/// @param body bytes of a request: the real API server's limit
/// @param streams watches, followed logs and sessions one cluster may have open
/// @param requests to one cluster in ten seconds
public record KubernetesSettings(
    String host,
    int port,
    String publicUrl,
    List<String> hosts,
    Path folder,
    int body,
    int streams,
    int requests) {
  public static final int BODY = 3 << 20;
  public static final int STREAMS = 100;
  public static final int REQUESTS = 2_000;
}
