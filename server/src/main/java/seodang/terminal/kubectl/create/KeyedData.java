package seodang.terminal.kubectl.create;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// The keys and values that `--from-literal`, `--from-file` and `--from-env-file` give a ConfigMap
/// or a Secret.
final class KeyedData {
  private static final String KEY_RULE =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";

  private final Invocation invocation;
  private final String kind;
  private final String name;
  private final Map<String, String> data = new TreeMap<>();

  private KeyedData(Invocation invocation, String kind, String name) {
    this.invocation = invocation;
    this.kind = kind;
    this.name = name;
  }

  /// @param kind `ConfigMap` or `Secret`
  /// @param name of the object, as messages tell it
  static Map<String, String> read(Invocation invocation, String kind, String name) {
    KeyedData all = new KeyedData(invocation, kind, name);
    boolean env = !invocation.flags().list("from-env-file").isEmpty();
    boolean others =
        !invocation.flags().list("from-file").isEmpty()
            || !invocation.flags().list("from-literal").isEmpty();
    if (env && others) {
      throw new KubectlError("from-env-file cannot be combined with from-file or from-literal");
    }
    invocation.flags().list("from-literal").forEach(all::literal);
    invocation.flags().list("from-file").forEach(all::file);
    invocation.flags().list("from-env-file").forEach(all::envFile);
    return all.data;
  }

  private void literal(String source) {
    int equals = source.indexOf('=');
    if (equals <= 0) {
      throw new KubectlError("invalid literal source " + source + ", expected key=value");
    }
    add(source.substring(0, equals), unquote(source.substring(equals + 1)));
  }

  /// A value wholly in quotes is taken without them.
  private static String unquote(String value) {
    boolean quoted =
        value.length() >= 2
            && value.charAt(0) == value.charAt(value.length() - 1)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private void file(String source) {
    String[] parts = source.split("=", -1);
    if (parts.length > 2) {
      throw new KubectlError("key names or file paths cannot contain '='");
    }
    if (parts.length == 2 && parts[0].isEmpty()) {
      throw new KubectlError("key name for file path " + parts[1] + " missing");
    }
    if (parts.length == 2 && parts[1].isEmpty()) {
      throw new KubectlError("file path for key name " + parts[0] + " missing");
    }
    String path = parts[parts.length - 1];
    FileTree files = invocation.context().files();
    String absolute = invocation.context().path(path);
    if (!files.exists(absolute)) {
      throw new KubectlError("error reading " + path + ": no such file or directory");
    }
    if (!files.isDirectory(absolute)) {
      add(parts.length == 2 ? parts[0] : FileTree.name(absolute), invocation.readFile(path));
      return;
    }
    if (parts.length == 2) {
      throw new KubectlError("cannot give a key name for a directory path");
    }
    for (String entry : files.list(absolute)) {
      String inner = FileTree.resolve(absolute, entry);
      if (files.isFile(inner) && entry.matches("[-._a-zA-Z0-9]+")) {
        add(entry, files.read(inner));
      }
    }
  }

  private void envFile(String path) {
    FileTree files = invocation.context().files();
    String absolute = invocation.context().path(path);
    if (!files.exists(absolute)) {
      throw new KubectlError("error reading " + path + ": no such file or directory");
    }
    if (files.isDirectory(absolute)) {
      throw new KubectlError("env config file " + path + " cannot be a directory");
    }
    Map<String, String> read = new LinkedHashMap<>();
    for (String raw : files.read(absolute).lines().toList()) {
      String line = raw.stripLeading();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals);
      if (!key.matches("[-._a-zA-Z][-._a-zA-Z0-9]*")) {
        throw new KubectlError(
            GoText.quote(key)
                + " is not a valid key name: a valid environment variable name must consist of"
                + " alphabetic characters, digits, '_', '-', or '.', and must not start with a digit"
                + " (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for"
                + " validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')");
      }
      read.put(
          key,
          equals < 0
              ? invocation.context().env().getOrDefault(key, "")
              : line.substring(equals + 1));
    }
    read.forEach(this::add);
  }

  private void add(String key, String value) {
    if (!key.matches("[-._a-zA-Z0-9]+")) {
      String what =
          kind.equals("Secret")
              ? " is not valid key name for a Secret "
              : " is not a valid key name for a ConfigMap: ";
      throw new KubectlError(GoText.quote(key) + what + KEY_RULE);
    }
    if (data.putIfAbsent(key, value) != null) {
      throw new KubectlError(
          kind.equals("Secret")
              ? "cannot add key " + key + ", another key by that name already exists"
              : "cannot add key "
                  + GoText.quote(key)
                  + ", another key by that name already exists in Data for ConfigMap "
                  + GoText.quote(name));
    }
  }
}
