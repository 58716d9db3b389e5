package seodang.shell.tool;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.shell.FileError;

/// Where names lead without DNS: by `--resolve` and `/etc/hosts`.
final class Hosts {
  private static final String FILE = "/etc/hosts";
  private static final Pattern URL = Pattern.compile("(https?://)([^/?#:]+)(:\\d+)?(.*)");

  private Hosts() {}

  /// A URL with the address of its name in place of it, where one is known; else as it is.
  static String connecting(Call call, Call.Flags flags, String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      return url;
    }
    String port = parts.group(3) == null ? "" : parts.group(3);
    String number = port.isEmpty() ? url.startsWith("https") ? ":443" : ":80" : port;
    String address = resolved(flags, parts.group(2) + number);
    address = address.isEmpty() ? written(call, parts.group(2)) : address;
    return address.isEmpty() ? url : parts.group(1) + address + port + parts.group(4);
  }

  /// Headers that still name the host that was asked for.
  static Json.Object named(Json.Object headers, String url, String connecting) {
    boolean given = headers.keys().stream().anyMatch(name -> name.equalsIgnoreCase("Host"));
    Matcher parts = URL.matcher(url);
    return given || url.equals(connecting) || !parts.matches()
        ? headers
        : headers.with("Host", parts.group(2) + (parts.group(3) == null ? "" : parts.group(3)));
  }

  private static String resolved(Call.Flags flags, String host) {
    for (String entry : flags.values("--resolve")) {
      if (entry.startsWith(host + ":")) {
        return entry.substring(host.length() + 1);
      }
    }
    return "";
  }

  private static String written(Call call, String name) {
    if (!call.files().isFile(FILE)) {
      return "";
    }
    try {
      for (String line : call.files().read(FILE).lines().toList()) {
        List<String> words = Arrays.asList(line.replaceFirst("#.*", "").strip().split("\\s+"));
        boolean here = words.indexOf(name) > 0;
        if (here && words.getFirst().matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
          return words.getFirst();
        }
      }
    } catch (FileError e) {
      return "";
    }
    return "";
  }
}
