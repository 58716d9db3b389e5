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
    all.put("rollout history", RolloutHistory::run);
    all.put("rollout undo", RolloutUndo::run);
    all.put("cordon", Cordon::cordon);
    all.put("uncordon", Cordon::uncordon);
    all.put("drain", Drain::run);
    all.put("taint", Taint::run);
    all.put("auth can-i", AuthCanI::run);
    all.put("auth whoami", AuthWhoAmI::run);
    all.put("auth reconcile", AuthReconcile::run);
    all.put("api-resources", ApiResources::resources);
    all.put("api-versions", ApiResources::versions);
    all.put("cluster-info", ClusterInfo::info);
    all.put("cluster-info dump", ClusterInfo::dump);
    all.put("version", ClusterInfo::version);
    all.put("certificate approve", Certificate::approve);
    all.put("certificate deny", Certificate::deny);
    all.put("events", Events::run);
    all.put("top pod", Top::pods);
    all.put("top node", Top::nodes);
    all.put("config view", ConfigView::view);
    all.put("config current-context", ConfigView::currentContext);
    all.put("config get-contexts", ConfigView::getContexts);
    all.put("config get-clusters", ConfigView::getClusters);
    all.put("config get-users", ConfigView::getUsers);
    all.put("config use-context", ConfigChange::useContext);
    all.put("config set-context", ConfigChange::setContext);
    all.put("config rename-context", ConfigChange::renameContext);
    all.put("config delete-context", ConfigChange::deleteContext);
    all.put("config delete-cluster", ConfigChange::deleteCluster);
    all.put("config delete-user", ConfigChange::deleteUser);
    all.put("config set-cluster", ConfigChange::setCluster);
    all.put("config set-credentials", ConfigChange::setCredentials);
    all.put("config set", ConfigChange::set);
    all.put("config unset", ConfigChange::unset);
    all.put("create token", CreateToken::run);
    all.put("diff", Diff::run);
    all.put("cp", Cp::run);
    all.put("debug", Debug::run);
    all.put("port-forward", PortForward::run);
    all.put("proxy", PortForward::proxy);
    all.put("explain", Explain::run);
    all.put("apply view-last-applied", ApplyLast::view);
    all.put("apply set-last-applied", ApplyLast::set);
    all.put("apply edit-last-applied", ApplyLast::edit);
    all.put("options", Small::options);
    all.put("plugin list", Small::pluginList);
    all.put("completion", Small::completion);
    all.put("kustomize", Small::kustomize);
    Small.groups().forEach(path -> all.put(path, Small::group));
    return Map.copyOf(all);
  }
}
