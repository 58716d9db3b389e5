package seodang.terminal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.shell.FileTree;

/// What is kept of a learner's terminals when they are closed: files, history, variables.
public record TerminalState(
    FileTree files, List<String> history, Map<String, String> env, String directory) {
  private static final String HOME = "/home/learner";

  /// What a new learner finds.
  public static TerminalState fresh(FileTree.Limits limits, Instant now) {
    FileTree files = FileTree.empty(limits);
    for (String directory : List.of("/etc", "/home", "/root", "/tmp", "/usr", "/var", "/var/log")) {
      files = files.makeDirectory(directory, directory.equals("/tmp") ? 01777 : 0755, "root", now);
    }
    files =
        files
            .makeDirectory(HOME, 0755, "learner", now)
            .write("/etc/hostname", "control-plane\n", now)
            .write("/etc/hosts", "127.0.0.1\tlocalhost\n", now)
            .write("/etc/passwd", PASSWD, now);
    Map<String, String> env = new TreeMap<>();
    env.put("HOME", HOME);
    env.put("USER", "learner");
    env.put("LOGNAME", "learner");
    env.put("SHELL", "/bin/bash");
    env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    env.put("LANG", "ko_KR.UTF-8");
    env.put("TERM", "xterm-256color");
    env.put("EDITOR", "vi");
    return new TerminalState(files, List.of(), Map.copyOf(env), HOME);
  }

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/bash
      learner:x:1000:1000:learner:/home/learner:/bin/bash
      """;

  public Json.Object toJson() {
    return Json.object(
            "files", files.toJson(), "history", Json.Array.ofTexts(history), "directory", directory)
        .with("env", Json.of(env));
  }

  public static TerminalState fromJson(Json.Object json, FileTree.Limits limits) {
    return new TerminalState(
        FileTree.fromJson(json.object("files"), limits),
        json.array("history").texts(),
        Map.copyOf(json.object("env").texts()),
        json.text("directory", HOME));
  }
}
