package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.ApiRequest;
import seodang.kube.store.Store;

/// Which state of the store a list shows, and from which key on: `limit` and `continue` go through
/// one snapshot, as `storage.ValidateListOptions` and etcd's store read them.
///
/// @param revision the snapshot
/// @param from the key after the last one shown; `""` for the beginning
/// @param limit 0 for none
record Page(long revision, String prefix, String from, long limit) {
  private static final String VERSION = "meta.k8s.io/v1";
  private static final String EXPIRED = "The resourceVersion for the provided list is too old.";
  private static final String INCONSISTENT =
      "The provided continue parameter is too old to display a consistent list result. You can"
          + " start a new list without the continue parameter, or use the continue token in this"
          + " response to retrieve the remainder of the results. Continuing with the provided"
          + " token results in an inconsistent list - objects that were created, modified, or"
          + " deleted between the time the first chunk was returned and now may show up in the"
          + " list.";

  static Page of(ApiRequest request, Store store, String prefix) {
    long limit = Math.max(0, RequestOptions.number(request, "limit", 0));
    String token = request.parameter("continue");
    long asked;
    if (!token.isEmpty()) {
      Json.Object read = read(token);
      String version = request.parameter("resourceVersion");
      if (!version.isEmpty() && !version.equals("0")) {
        throw Statuses.badRequest("specifying resource version is not allowed when using continue");
      }
      String from = prefix + start(read);
      long revision = read.number("rv", 0);
      if (revision < 0) {
        return new Page(store.revision(), prefix, from, limit);
      }
      tooLarge(revision, store);
      if (revision < store.compacted()) {
        throw inconsistent(read.text("start"));
      }
      return new Page(revision, prefix, from, limit);
    }
    asked = RequestOptions.revision(request);
    tooLarge(asked, store);
    boolean exact =
        RequestOptions.isExact(request)
            || limit > 0 && asked > 0 && !RequestOptions.isNotOlder(request);
    if (exact && asked < store.compacted()) {
      throw Statuses.expired(EXPIRED);
    }
    // Version 0 is served from the watch cache, which gives all at once.
    boolean cached = request.parameter("resourceVersion").equals("0");
    return new Page(exact ? asked : store.revision(), prefix, "", cached ? 0 : limit);
  }

  /// A version that is not there yet: the client may ask again soon.
  static void tooLarge(long asked, Store store) {
    if (asked <= store.revision()) {
      return;
    }
    throw new Rejection(
        Statuses.failure(
            504,
            "Timeout",
            "Timeout: Too large resource version: " + asked + ", current: " + store.revision(),
            Json.object(
                "causes",
                Json.array(
                    Json.object(
                        "reason", "ResourceVersionTooLarge",
                        "message", "Too large resource version")),
                "retryAfterSeconds",
                1)));
  }

  /// The rest of the snapshot, from this page on.
  Map<String, Json.Object> entries(Store store) {
    Map<String, Json.Object> all = store.rangeMap(prefix, revision);
    if (from.isEmpty()) {
      return all;
    }
    Map<String, Json.Object> rest = new LinkedHashMap<>();
    all.forEach((key, object) -> {
      if (key.compareTo(from) >= 0) {
        rest.put(key, object);
      }
    });
    return rest;
  }

  /// What a client sends to have what follows a key.
  String token(String last) {
    return token(revision, last.substring(prefix.length()) + '\0');
  }

  private static String token(long revision, String start) {
    String json = Json.object("v", VERSION, "rv", revision, "start", start).toString();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Rejection inconsistent(String start) {
    Json.Object status = Statuses.expired(INCONSISTENT).status();
    return new Rejection(status.with("metadata", Json.object("continue", token(-1, start))));
  }

  private static Json.Object read(String token) {
    Json.Object read;
    try {
      String json = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (token.endsWith("=") || !(Json.parse(json) instanceof Json.Object o)) {
        throw invalid("continue key is not valid: " + json);
      }
      read = o;
    } catch (IllegalArgumentException e) {
      throw invalid("continue key is not valid: illegal base64 data");
    } catch (JsonException e) {
      throw invalid("continue key is not valid: " + e.getMessage());
    }
    if (!read.text("v").equals(VERSION)) {
      throw invalid(
          "continue key is not valid: server does not recognize this encoded version "
              + read.text("v"));
    }
    if (read.number("rv", 0) == 0) {
      throw invalid(
          "continue key is not valid: incorrect encoded start resourceVersion (version "
              + VERSION
              + ")");
    }
    if (read.text("start").isEmpty()) {
      throw invalid("continue key is not valid: encoded start key empty (version " + VERSION + ")");
    }
    return read;
  }

  /// A key within the prefix, whatever the client made of it.
  private static String start(Json.Object token) {
    String start = token.text("start");
    String key = start.startsWith("/") ? start.substring(1) : start;
    for (String part : key.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw invalid("continue key is not valid: " + start);
      }
    }
    return key;
  }

  private static Rejection invalid(String why) {
    return Statuses.badRequest("invalid continue token: " + why);
  }
}
