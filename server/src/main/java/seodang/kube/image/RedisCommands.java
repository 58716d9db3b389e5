package seodang.kube.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import seodang.json.Json;

/// Commands on a Redis server's data: an object of strings (texts), lists (arrays) and hashes
/// (objects) by key.
final class RedisCommands {
  private static final Json.Object OK = Json.object("status", "OK");
  private static final Json.Object NIL = Json.object("text", Json.Null.NULL);
  private static final Json.Object WRONG_TYPE =
      error("WRONGTYPE Operation against a key holding the wrong kind of value");

  private final Map<String, String> settings;
  private final String version;
  private Json.Object data;
  private boolean changed;

  RedisCommands(Json.Object data, Map<String, String> settings, String version) {
    this.data = data;
    this.settings = settings;
    this.version = version;
  }

  Json.Object data() {
    return data;
  }

  boolean isChanged() {
    return changed;
  }

  private static Json.Object error(String message) {
    return Json.object("error", message);
  }

  private static Json.Object number(long value) {
    return Json.object("number", value);
  }

  private void put(String key, Json value) {
    data = data.with(key, value);
    changed = true;
  }

  private static int least(String name) {
    return switch (name) {
      case "GET",
          "DEL",
          "EXISTS",
          "INCR",
          "DECR",
          "KEYS",
          "STRLEN",
          "TYPE",
          "LLEN",
          "HGETALL",
          "LPOP",
          "RPOP",
          "CONFIG",
          "TTL",
          "ECHO",
          "AUTH",
          "SELECT" ->
          1;
      case "SET", "INCRBY", "DECRBY", "APPEND", "LPUSH", "RPUSH", "HGET", "EXPIRE" -> 2;
      case "LRANGE", "HSET" -> 3;
      default -> 0;
    };
  }

  Json.Object run(String name, List<String> args) {
    if (args.size() < least(name)) {
      return error(
          "ERR wrong number of arguments for '" + name.toLowerCase(Locale.ROOT) + "' command");
    }
    return switch (name) {
      case "PING" ->
          args.isEmpty() ? Json.object("status", "PONG") : Json.object("text", args.getFirst());
      case "ECHO" -> Json.object("text", args.getFirst());
      case "AUTH", "SELECT", "SAVE" -> OK;
      case "SET" -> {
        put(args.getFirst(), Json.text(args.get(1)));
        yield OK;
      }
      case "GET" -> get(args.getFirst());
      case "STRLEN" -> {
        String text = data.text(args.getFirst());
        yield number(text.length());
      }
      case "APPEND" -> {
        String whole = data.text(args.getFirst()) + args.get(1);
        put(args.getFirst(), Json.text(whole));
        yield number(whole.length());
      }
      case "INCR" -> add(args.getFirst(), "1", 1);
      case "DECR" -> add(args.getFirst(), "1", -1);
      case "INCRBY" -> add(args.getFirst(), args.get(1), 1);
      case "DECRBY" -> add(args.getFirst(), args.get(1), -1);
      case "DEL" -> delete(args);
      case "EXISTS" -> number(args.stream().filter(data::has).count());
      case "TTL" -> number(data.has(args.getFirst()) ? -1 : -2);
      case "TYPE" -> Json.object("status", type(data.get(args.getFirst())));
      case "KEYS" -> keys(args.getFirst());
      case "DBSIZE" -> number(data.keys().size());
      case "FLUSHALL", "FLUSHDB" -> {
        data = Json.object();
        changed = true;
        yield OK;
      }
      case "CONFIG" -> config(args);
      case "INFO" -> Json.object("text", info());
      case "LPUSH", "RPUSH", "LPOP", "RPOP", "LLEN", "LRANGE" -> list(name, args);
      case "HSET", "HGET", "HGETALL" -> hash(name, args);
      default ->
          error(
              "ERR simulated: command '"
                  + name.toLowerCase(Locale.ROOT)
                  + "' is unknown or not supported here");
    };
  }

  private Json.Object get(String key) {
    Json value = data.get(key);
    return value == null
        ? NIL
        : value instanceof Json.Text ? Json.object("text", value) : WRONG_TYPE;
  }

  private Json.Object add(String key, String amount, int sign) {
    String standing = data.text(key, data.has(key) ? "x" : "0");
    if (!standing.matches("-?\\d{1,18}") || !amount.matches("-?\\d{1,18}")) {
      return error("ERR value is not an integer or out of range");
    }
    long sum = Long.parseLong(standing) + sign * Long.parseLong(amount);
    put(key, Json.text(Long.toString(sum)));
    return number(sum);
  }

  private Json.Object delete(List<String> keys) {
    long found = keys.stream().distinct().filter(data::has).count();
    keys.forEach(key -> data = data.without(key));
    changed |= found > 0;
    return number(found);
  }

  private static String type(@org.jspecify.annotations.Nullable Json value) {
    return switch (value) {
      case null -> "none";
      case Json.Array _ -> "list";
      case Json.Object _ -> "hash";
      default -> "string";
    };
  }

  private Json.Object keys(String pattern) {
    String regex = pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".");
    List<String> found = data.keys().stream().filter(key -> key.matches(regex)).toList();
    return Json.object("list", Json.Array.ofTexts(found));
  }

  private Json.Object config(List<String> args) {
    if (!args.getFirst().equalsIgnoreCase("GET") || args.size() < 2) {
      return error("ERR simulated: of CONFIG only GET works here");
    }
    String regex = args.get(1).replace(".", "\\.").replace("*", ".*").replace("?", ".");
    List<String> found = new ArrayList<>();
    settings.forEach((name, value) -> {
      if (name.matches(regex)) {
        found.add(name);
        found.add(value);
      }
    });
    return Json.object("list", Json.Array.ofTexts(found));
  }

  private String info() {
    return "# Server\nredis_version:"
        + version
        + "\nredis_mode:standalone\nos:Linux\n\n# Replication\nrole:master\nconnected_slaves:0\n"
        + "\n# Keyspace\n"
        + (data.isEmpty() ? "" : "db0:keys=" + data.keys().size() + ",expires=0,avg_ttl=0\n");
  }

  private Json.Object list(String name, List<String> args) {
    String key = args.getFirst();
    if (data.has(key) && !(data.get(key) instanceof Json.Array)) {
      return WRONG_TYPE;
    }
    List<String> items = new ArrayList<>(data.array(key).texts());
    switch (name) {
      case "LLEN" -> {
        return number(items.size());
      }
      case "LRANGE" -> {
        int from = place(args.get(1), items.size());
        int to = Math.min(items.size(), place(args.get(2), items.size()) + 1);
        List<String> part = from < to ? items.subList(Math.max(0, from), to) : List.of();
        return Json.object("list", Json.Array.ofTexts(part));
      }
      case "LPOP", "RPOP" -> {
        if (items.isEmpty()) {
          return NIL;
        }
        String taken = name.equals("LPOP") ? items.removeFirst() : items.removeLast();
        put(key, Json.Array.ofTexts(items));
        return Json.object("text", taken);
      }
      default -> {
        for (String value : args.subList(1, args.size())) {
          items.add(name.equals("LPUSH") ? 0 : items.size(), value);
        }
        put(key, Json.Array.ofTexts(items));
        return number(items.size());
      }
    }
  }

  private static int place(String index, int size) {
    int at = index.matches("-?\\d{1,8}") ? Integer.parseInt(index) : 0;
    return at < 0 ? size + at : at;
  }

  private Json.Object hash(String name, List<String> args) {
    String key = args.getFirst();
    if (data.has(key) && !(data.get(key) instanceof Json.Object)) {
      return WRONG_TYPE;
    }
    Json.Object fields = data.object(key);
    if (name.equals("HGET")) {
      return fields.has(args.get(1)) ? Json.object("text", fields.text(args.get(1))) : NIL;
    }
    if (name.equals("HGETALL")) {
      List<String> all = new ArrayList<>();
      fields.texts().forEach((field, value) -> all.addAll(List.of(field, value)));
      return Json.object("list", Json.Array.ofTexts(all));
    }
    long added = 0;
    for (int i = 1; i + 1 < args.size(); i += 2) {
      added += fields.has(args.get(i)) ? 0 : 1;
      fields = fields.with(args.get(i), args.get(i + 1));
    }
    put(key, fields);
    return number(added);
  }
}
