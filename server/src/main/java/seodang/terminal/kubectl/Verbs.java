package seodang.terminal.kubectl;

import java.util.HashMap;
import java.util.Map;
import seodang.terminal.kubectl.command.Verb;

/// The commands by their paths.
final class Verbs {
  static final Map<String, Verb> ALL = all();

  private Verbs() {}

  private static Map<String, Verb> all() {
    Map<String, Verb> all = new HashMap<>(CreateNoun.ALL);
    all.put("get", Get::run);
    all.put("create", Create::run);
    all.put("delete", Delete::run);
    all.put("apply", Apply::run);
    all.put("replace", Replace::run);
    all.put("patch", Patch::run);
    all.put("describe", Describe::run);
    all.put("edit", Edit::run);
    all.put("label", LabelOrAnnotate::label);
    all.put("annotate", LabelOrAnnotate::annotate);
    all.put("scale", Scale::run);
    all.put("autoscale", Autoscale::run);
    all.put("expose", Expose::run);
    all.put("run", Run::run);
    all.put("set image", SetImage::run);
    all.put("set env", SetEnv::run);
    all.put("set resources", SetResources::run);
    all.put("set selector", SetOthers::selector);
    all.put("set serviceaccount", SetOthers::serviceAccount);
    all.put("set subject", SetOthers::subject);
    all.put("rollout status", RolloutStatus::run);
    all.put("rollout pause", RolloutChange::pause);
    all.put("rollout resume", RolloutChange::resume);
    all.put("rollout restart", RolloutChange::restart);
    all.put("logs", Logs::run);
    all.put("exec", Exec::run);
    all.put("attach", Attach::run);
    all.put("wait", WaitFor::run);
    return Map.copyOf(all);
  }
}
