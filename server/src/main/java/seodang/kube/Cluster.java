package seodang.kube;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.kube.apiserver.ApiServer;
import seodang.kube.apiserver.Authenticator;
import seodang.kube.apiserver.Impersonator;
import seodang.kube.apiserver.Settings;
import seodang.kube.certificate.Authority;
import seodang.kube.controller.AdmissionPolicyController;
import seodang.kube.controller.ApiServiceController;
import seodang.kube.controller.ApprovingController;
import seodang.kube.controller.AttachDetachController;
import seodang.kube.controller.CloudNodeController;
import seodang.kube.controller.CloudNodeLifecycleController;
import seodang.kube.controller.CloudServiceController;
import seodang.kube.controller.CronJobController;
import seodang.kube.controller.DaemonSetController;
import seodang.kube.controller.DefinitionController;
import seodang.kube.controller.DeploymentController;
import seodang.kube.controller.DisruptionController;
import seodang.kube.controller.EndpointSliceController;
import seodang.kube.controller.EndpointSliceMirroringController;
import seodang.kube.controller.EphemeralVolumeController;
import seodang.kube.controller.ExpandController;
import seodang.kube.controller.GarbageCollector;
import seodang.kube.controller.HorizontalController;
import seodang.kube.controller.IngressNginxController;
import seodang.kube.controller.JobController;
import seodang.kube.controller.KubernetesServiceController;
import seodang.kube.controller.LocalPathProvisioner;
import seodang.kube.controller.MetalLbController;
import seodang.kube.controller.NamespaceController;
import seodang.kube.controller.NetworkDiskDriver;
import seodang.kube.controller.NetworkDiskResizer;
import seodang.kube.controller.NodeIpamController;
import seodang.kube.controller.NodeLifecycleController;
import seodang.kube.controller.NodeTtlController;
import seodang.kube.controller.PersistentVolumeBinder;
import seodang.kube.controller.PodGarbageCollector;
import seodang.kube.controller.ProtectionController;
import seodang.kube.controller.QuotaController;
import seodang.kube.controller.ReplicaSetController;
import seodang.kube.controller.RoleAggregationController;
import seodang.kube.controller.RootCaPublisher;
import seodang.kube.controller.RouteController;
import seodang.kube.controller.ServiceAccountController;
import seodang.kube.controller.ServiceAddressController;
import seodang.kube.controller.ServiceCidrController;
import seodang.kube.controller.SigningCleaner;
import seodang.kube.controller.SigningController;
import seodang.kube.controller.StaleDisruptionController;
import seodang.kube.controller.StatefulSetController;
import seodang.kube.controller.TaintEvictionController;
import seodang.kube.controller.TokenController;
import seodang.kube.controller.TtlAfterFinishedController;
import seodang.kube.engine.Component;
import seodang.kube.engine.EventExpiry;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.BareNodes;
import seodang.kube.kubelet.Exec;
import seodang.kube.kubelet.Kubelet;
import seodang.kube.kubelet.StaticPods;
import seodang.kube.network.Fabric;
import seodang.kube.network.Network;
import seodang.kube.network.Proxy;
import seodang.kube.node.NodeFiles;
import seodang.kube.node.NodeTools;
import seodang.kube.scheduler.Scheduler;
import seodang.shell.FileTree;
import seodang.shell.HostCall;

/// The simulated Kubernetes as pure functions.
public final class Cluster {
  /// How many things may happen in one transition before it is cut off.
  static final int BUDGET = 100_000;

  private static final Kubelet KUBELET = new Kubelet();
  private static final List<Component> COMPONENTS =
      List.of(
          new DeploymentController(),
          new ReplicaSetController(false),
          new ReplicaSetController(true),
          new DaemonSetController(),
          new StatefulSetController(),
          new JobController(),
          new CronJobController(),
          new HorizontalController(),
          new DefinitionController(),
          new AdmissionPolicyController(),
          new PersistentVolumeBinder(),
          new EphemeralVolumeController(),
          new ExpandController(),
          new AttachDetachController(),
          new LocalPathProvisioner(),
          new NetworkDiskDriver(),
          new NetworkDiskResizer(),
          new ProtectionController(true),
          new ProtectionController(false),
          new NodeLifecycleController(),
          new TaintEvictionController(),
          new NamespaceController(),
          new ServiceAccountController(),
          new RootCaPublisher(),
          new TokenController(),
          new RoleAggregationController(),
          new ApprovingController(),
          new SigningController(),
          new SigningCleaner(),
          new QuotaController(),
          new EndpointSliceController(true),
          new EndpointSliceController(false),
          new EndpointSliceMirroringController(),
          new DisruptionController(),
          new KubernetesServiceController(),
          new ApiServiceController(),
          new TtlAfterFinishedController(),
          new NodeIpamController(),
          new NodeTtlController(),
          new PodGarbageCollector(),
          new StaleDisruptionController(),
          new ServiceAddressController(),
          new ServiceCidrController(),
          new IngressNginxController(),
          new MetalLbController(),
          new CloudNodeController(),
          new CloudNodeLifecycleController(),
          new RouteController(),
          new CloudServiceController(),
          new GarbageCollector(),
          new Scheduler(),
          KUBELET,
          new BareNodes(),
          new Proxy(),
          new StaticPods(),
          new EventExpiry());

  private Cluster() {}

  /// A fresh cluster as lessons use it: a control plane and two workers with their system Pods, all
  /// running; a fork of one shared base value.
  ///
  /// @param seed of everything random in it: suffixes, UIDs, latencies
  /// @param now when it stands
  public static ClusterState learner(long seed, Instant now) {
    return BaseCluster.fork("learner", seed, now);
  }

  /// A cluster of a profile, a few seconds old.
  ///
  /// @param profile `api`, `kwok`, `real`, `learner` or `cloud`
  /// @throws IllegalArgumentException when there is no such profile
  public static ClusterState ofProfile(String profile, long seed, Instant now) {
    return ofProfileText(BaseCluster.read(profile + ".yaml"), seed, now);
  }

  /// The same from a profile's text: its objects, after a `ClusterProfile` that names the processes
  /// that do not run.
  public static ClusterState ofProfileText(String text, long seed, Instant now) {
    return BaseCluster.fresh(text, seed, now);
  }

  /// The same at a fixed moment: for tests, byte for byte the same each time.
  public static ClusterState learner(long seed) {
    return learner(seed, Instant.parse("2026-01-01T00:00:00Z"));
  }

  /// With the API server started as a `ClusterProfile` says.
  ///
  /// @throws IllegalArgumentException saying what is wrong in it
  static ClusterState withSettings(ClusterState state, Json.Object profile) {
    Run run = new Run(state, COMPONENTS);
    Settings.write(run, profile);
    Fabric.write(run, profile);
    return run.state();
  }

  /// An address so far into the range of Services.
  static String serviceAddress(ClusterState state, long offset) {
    return Settings.of(new Run(state, COMPONENTS)).services().at(offset);
  }

  /// The range of Services' addresses.
  static String serviceRange(ClusterState state) {
    return Settings.of(new Run(state, COMPONENTS)).services().cidr();
  }

  /// Who holds a bearer token of the cluster's own; null when it knows no such token.
  public static @Nullable User userOf(ClusterState state, Instant now, String token) {
    Run run = new Run(state, COMPONENTS);
    run.passTo(now);
    return Authenticator.user(run, token);
  }

  /// Who shows a client certificate (PEM) that the cluster's authority signed; null when it is no
  /// such one, or not in force.
  public static @Nullable User certified(ClusterState state, Instant now, String pem) {
    Run run = new Run(state, COMPONENTS);
    run.passTo(now);
    return Authenticator.certified(run, pem);
  }

  /// Whom a requester may be taken for.
  ///
  /// @param path of the request
  public static Impersonation.Answer impersonate(
      ClusterState state, Instant now, User requester, Impersonation wanted, String path) {
    Run run = new Run(state, COMPONENTS);
    run.passTo(now);
    return Impersonator.answer(run, requester, wanted, path);
  }

  /// What a tool on a node prints; null when its run changes anything and so must be an input.
  public static HostCall.Answer.@Nullable Tool look(
      ClusterState state, Instant now, Input.Tool tool) {
    Run run = new Run(state, COMPONENTS);
    run.passTo(now);
    HostCall.Answer.Tool answer = NodeTools.run(run, tool);
    return run.isAt(state) ? answer : null;
  }

  /// The files of a node.
  public static FileTree files(ClusterState state, Instant now, String node) {
    Run run = new Run(state, COMPONENTS);
    run.passTo(now);
    return NodeFiles.of(run, node);
  }

  /// What a cluster remembers, without what no other may know.
  static TreePMap<String, Json> withoutSecrets(TreePMap<String, Json> memory) {
    return memory.minus(ApiServer.TOKEN_SECRET).minus(Authority.MEMORY);
  }

  /// What comes of an input. Never blocks; bounded by a budget.
  public static Transition apply(ClusterState state, Input input) {
    return apply(state, input, Limits.STANDARD);
  }

  /// @param limits of what the cluster may hold
  public static Transition apply(ClusterState state, Input input, Limits limits) {
    Run run = new Run(state, COMPONENTS, limits);
    return switch (input) {
      case Input.Request r -> {
        String label = r.label() == null ? "" : r.label();
        ApiResponse response = ApiServer.handle(run, r.request(), label);
        yield new Transition(run.state(), response, null, false);
      }
      case Input.Advance a -> {
        boolean exhausted = advance(run, a.to());
        yield new Transition(run.state(), null, null, exhausted);
      }
      case Input.Step s -> {
        if (run.nextDue() != null) {
          run.step();
        }
        yield new Transition(run.state(), null, null, false);
      }
      case Input.Stdin in -> {
        Exec.input(KUBELET, run, in.session(), in.text(), in.end());
        yield new Transition(run.state(), null, null, false);
      }
      case Input.Hangup h -> {
        Exec.hangUp(run, h.session());
        yield new Transition(run.state(), null, null, false);
      }
      case Input.Http h -> {
        HttpResult result = Network.http(run, h.from(), h.method(), h.url(), h.headers(), h.body());
        yield new Transition(run.state(), null, result, false);
      }
      case Input.Tool t -> {
        HostCall.Answer.Tool answer = NodeTools.run(run, t);
        yield new Transition(run.state(), null, null, answer, false);
      }
      case Input.Files f -> {
        NodeFiles.change(run, f.node(), f.changes());
        yield new Transition(run.state(), null, null, false);
      }
      case Input.Fault f -> {
        if (f.delay().isZero()) {
          run.fault(f.component(), f.broken());
        }
        run.slow(f.component(), f.broken() ? f.delay() : Duration.ZERO);
        yield new Transition(run.state(), null, null, false);
      }
    };
  }

  private static boolean advance(Run run, Instant to) {
    for (int i = 0; i < BUDGET; i++) {
      Instant due = run.nextDue();
      if (due == null || due.isAfter(to)) {
        run.passTo(to);
        return false;
      }
      run.step();
    }
    return true;
  }
}
