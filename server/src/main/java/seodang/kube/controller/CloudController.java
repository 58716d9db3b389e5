package seodang.kube.controller;

import seodang.kube.engine.Run;
import seodang.kube.network.Fabric;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// A controller of cloud-controller-manager: it has something to do only in a cluster whose profile
/// names a cloud.
abstract class CloudController extends Controller {
  private final String prefix;

  CloudController(String name, String resource) {
    super(name, "", resource);
    prefix = Store.prefix("", resource, "");
  }

  @Override
  public String process(String key) {
    return "cloud-controller-manager";
  }

  static boolean isCloud(Run run) {
    return !Fabric.of(run).cloud().isEmpty();
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null && change.key().startsWith(prefix) && isCloud(run)) {
      super.observe(run, change);
    }
  }

  @Override
  public void resync(Run run, String process) {
    if (isCloud(run)) {
      super.resync(run, process);
    }
  }
}
