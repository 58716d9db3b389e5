package seodang.kube.image;

import java.util.List;
import java.util.Map;

/// The pages that nginx makes itself.
final class NginxPages {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(301, "Moved Permanently"),
          Map.entry(302, "Found"),
          Map.entry(307, "Temporary Redirect"),
          Map.entry(308, "Permanent Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Authorization Required"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Not Allowed"),
          Map.entry(410, "Gone"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Temporarily Unavailable"),
          Map.entry(504, "Gateway Time-out"));

  private NginxPages() {}

  static boolean has(int status) {
    return REASONS.containsKey(status);
  }

  static String page(int status, String version) {
    String title = status + " " + REASONS.getOrDefault(status, "");
    return "<html>\r\n<head><title>"
        + title
        + "</title></head>\r\n<body>\r\n<center><h1>"
        + title
        + "</h1></center>\r\n<hr><center>nginx/"
        + version
        + "</center>\r\n</body>\r\n</html>\r\n";
  }

  static String listing(String uri, List<String> names) {
    StringBuilder text = new StringBuilder();
    text.append("<html>\r\n<head><title>Index of ")
        .append(uri)
        .append("</title></head>\r\n<body>\r\n");
    text.append("<h1>Index of ").append(uri).append("</h1><hr><pre><a href=\"../\">../</a>\r\n");
    names.forEach(
        n -> text.append("<a href=\"").append(n).append("\">").append(n).append("</a>\r\n"));
    return text.append("</pre><hr></body>\r\n</html>\r\n").toString();
  }
}
