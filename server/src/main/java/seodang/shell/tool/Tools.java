package seodang.shell.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.shell.Program;
import seodang.shell.awk.Awk;

/// The tools that come with a distribution. Shells are not among them.
public final class Tools {
  private static final Map<String, Program> ALL = all();

  /// What Debian's slim images leave out.
  private static final List<String> NOT_IN_DEBIAN =
      List.of("wget", "nslookup", "tree", "column", "ps", "file");

  private Tools() {}

  /// As a server image based on Debian has them: with curl, without wget, nslookup and ps.
  public static Map<String, Program> debian() {
    Map<String, Program> tools = new LinkedHashMap<>(ALL);
    NOT_IN_DEBIAN.forEach(tools::remove);
    return tools;
  }

  /// As busybox has them: with wget and nslookup, without curl.
  public static Map<String, Program> busybox() {
    Map<String, Program> tools = new LinkedHashMap<>(ALL);
    tools.remove("curl");
    tools.remove("file");
    return tools;
  }

  /// Everything: what the learner's own node offers.
  public static Map<String, Program> everything() {
    return ALL;
  }

  /// Tools that the machine itself runs, by their names.
  public static Map<String, Program> ofHost(Iterable<String> names) {
    Map<String, Program> tools = new LinkedHashMap<>();
    names.forEach(name -> tools.put(name, new HostTool()));
    return tools;
  }

  private static Map<String, Program> all() {
    Map<String, Program> all = new LinkedHashMap<>();
    all.putAll(FileTools.all());
    all.putAll(TextTools.all());
    all.putAll(InfoTools.all());
    all.put("cat", new Cat());
    all.put("head", new Head());
    all.put("grep", new Grep("grep", ""));
    all.put("egrep", new Grep("egrep", "E"));
    all.put("fgrep", new Grep("fgrep", "F"));
    all.put("tee", new Tee());
    all.put("sleep", new Sleep());
    all.put("yes", new Yes());
    all.put("sed", Sed.tool());
    all.put("awk", new Awk());
    all.put("expr", new Simple("expr", Expr::run));
    all.put("tar", new Tar());
    all.put("dd", new Dd());
    all.put("env", new Env());
    all.put("seq", new Seq());
    all.put("timeout", new Timeout());
    all.put("xargs", new Xargs());
    all.put("watch", new Watch());
    all.put("curl", new Curl(false));
    all.put("wget", new Curl(true));
    all.put("nslookup", new Nslookup());
    return Map.copyOf(all);
  }
}
