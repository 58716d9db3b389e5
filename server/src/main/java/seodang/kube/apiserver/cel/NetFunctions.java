package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static seodang.kube.apiserver.cel.Function.global;
import static seodang.kube.apiserver.cel.Function.member;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// URLs, addresses and ranges.
final class NetFunctions {
  private NetFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>(urls());
    all.addAll(addresses());
    all.addAll(ranges());
    return all;
  }

  private static List<Function> urls() {
    return List.of(
        global("isURL", BOOL, a -> parse(a[0]) != null, STRING),
        global("url", Types.URL, a -> url(a[0]), STRING),
        member("getScheme", STRING, a -> or(((URI) a[0]).getScheme()), Types.URL),
        member("getHost", STRING, a -> host((URI) a[0]), Types.URL),
        member("getHostname", STRING, a -> or(((URI) a[0]).getHost()), Types.URL),
        member("getPort", STRING, a -> port((URI) a[0]), Types.URL),
        member("getEscapedPath", STRING, a -> or(((URI) a[0]).getRawPath()), Types.URL),
        member(
            "getQuery",
            MapType.create(STRING, ListType.create(STRING)),
            a -> query(or(((URI) a[0]).getRawQuery())),
            Types.URL));
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable URI parse(Object text) {
    try {
      URI uri = new URI((String) text);
      boolean rooted = uri.isAbsolute() || ((String) text).startsWith("/");
      return rooted ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static URI url(Object text) {
    URI uri = parse(text);
    if (uri == null) {
      throw new Function.Failure(
          "URL parse error during conversion from string: parse \""
              + text
              + "\": invalid URI for request");
    }
    return uri;
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : Integer.toString(uri.getPort());
  }

  private static String host(URI uri) {
    return or(uri.getHost()) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  private static Map<String, List<String>> query(String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (!key.isEmpty()) {
        query
            .computeIfAbsent(URLDecoder.decode(key, StandardCharsets.UTF_8), _ -> new ArrayList<>())
            .add(
                equals < 0
                    ? ""
                    : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static List<Function> addresses() {
    return List.of(
        global("isIP", BOOL, a -> Cidr.address((String) a[0]) != null, STRING),
        global("ip", Types.IP, a -> ip(a[0]), STRING),
        global("ip.isCanonical", BOOL, a -> Cidr.text(ip(a[0])).equals(a[0]), STRING),
        global("string", STRING, a -> Cidr.text((InetAddress) a[0]), Types.IP),
        member("family", INT, a -> family((InetAddress) a[0]), Types.IP),
        member("isUnspecified", BOOL, a -> ((InetAddress) a[0]).isAnyLocalAddress(), Types.IP),
        member("isLoopback", BOOL, a -> ((InetAddress) a[0]).isLoopbackAddress(), Types.IP),
        member("isLinkLocalMulticast", BOOL, a -> linkLocalMulticast((InetAddress) a[0]), Types.IP),
        member(
            "isLinkLocalUnicast", BOOL, a -> ((InetAddress) a[0]).isLinkLocalAddress(), Types.IP),
        member("isGlobalUnicast", BOOL, a -> globalUnicast((InetAddress) a[0]), Types.IP));
  }

  private static InetAddress ip(Object text) {
    InetAddress address = Cidr.address((String) text);
    if (address == null) {
      throw new Function.Failure(
          "IP Address \"" + text + "\" parse error during conversion from string");
    }
    return address;
  }

  private static Object family(InetAddress address) {
    return address.getAddress().length == 4 ? 4L : 6L;
  }

  private static boolean linkLocalMulticast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? (bytes[0] & 255) == 224 && bytes[1] == 0 && bytes[2] == 0
        : (bytes[0] & 255) == 255 && (bytes[1] & 15) == 2;
  }

  private static boolean globalUnicast(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean broadcast = bytes.length == 4;
    for (byte b : bytes) {
      broadcast &= b == -1;
    }
    return !broadcast
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }

  private static List<Function> ranges() {
    return List.of(
        global("isCIDR", BOOL, a -> Cidr.parse((String) a[0]) != null, STRING),
        global("cidr", Types.CIDR, a -> cidr(a[0]), STRING),
        global("string", STRING, a -> a[0].toString(), Types.CIDR),
        member("ip", Types.IP, a -> ((Cidr) a[0]).address(), Types.CIDR),
        member("masked", Types.CIDR, a -> ((Cidr) a[0]).masked(), Types.CIDR),
        member("prefixLength", INT, a -> (long) ((Cidr) a[0]).bits(), Types.CIDR),
        member(
            "containsIP",
            BOOL,
            a -> ((Cidr) a[0]).contains((InetAddress) a[1]),
            Types.CIDR,
            Types.IP),
        member("containsIP", BOOL, a -> ((Cidr) a[0]).contains(ip(a[1])), Types.CIDR, STRING),
        member(
            "containsCIDR", BOOL, a -> ((Cidr) a[0]).contains((Cidr) a[1]), Types.CIDR, Types.CIDR),
        member("containsCIDR", BOOL, a -> ((Cidr) a[0]).contains(cidr(a[1])), Types.CIDR, STRING));
  }

  private static Cidr cidr(Object text) {
    if (Cidr.parse((String) text) == null) {
      throw new Function.Failure(
          "network address parse error during conversion from string: \"" + text + "\"");
    }
    return Objects.requireNonNull(Cidr.parse((String) text));
  }
}
