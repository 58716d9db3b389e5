package seodang.terminal.kubectl;

import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.Verb;
import seodang.terminal.kubectl.create.Bindings;
import seodang.terminal.kubectl.create.ConfigMaps;
import seodang.terminal.kubectl.create.Deployments;
import seodang.terminal.kubectl.create.Generator;
import seodang.terminal.kubectl.create.Ingresses;
import seodang.terminal.kubectl.create.Jobs;
import seodang.terminal.kubectl.create.Quotas;
import seodang.terminal.kubectl.create.Roles;
import seodang.terminal.kubectl.create.Secrets;
import seodang.terminal.kubectl.create.Services;
import seodang.terminal.kubectl.create.Simple;

/// `kubectl create NOUN NAME`: makes an object from flags and sends it.
///
/// @param prefix what stands before the server's message when it refuses; `""` to show the refusal
///   as it is
record CreateNoun(Generator generator, String prefix) implements Verb {
  static final Map<String, Verb> ALL =
      Map.ofEntries(
          Map.entry(
              "create deployment",
              new CreateNoun(Deployments::generate, "failed to create deployment: ")),
          Map.entry(
              "create service clusterip",
              new CreateNoun(Services::clusterIp, "failed to create ClusterIP service: ")),
          Map.entry(
              "create service nodeport",
              new CreateNoun(Services::nodePort, "failed to create NodePort service: ")),
          Map.entry(
              "create service loadbalancer",
              new CreateNoun(Services::loadBalancer, "failed to create LoadBalancer service: ")),
          Map.entry(
              "create service externalname",
              new CreateNoun(Services::externalName, "failed to create ExternalName service: ")),
          Map.entry(
              "create configmap",
              new CreateNoun(ConfigMaps::generate, "failed to create configmap: ")),
          Map.entry(
              "create secret generic",
              new CreateNoun(Secrets::generic, "failed to create secret ")),
          Map.entry("create secret tls", new CreateNoun(Secrets::tls, "failed to create secret ")),
          Map.entry(
              "create secret docker-registry",
              new CreateNoun(Secrets::dockerRegistry, "failed to create secret ")),
          Map.entry("create namespace", new CreateNoun(Simple::namespace, "")),
          Map.entry(
              "create serviceaccount",
              new CreateNoun(Simple::serviceAccount, "failed to create serviceaccount: ")),
          Map.entry(
              "create priorityclass",
              new CreateNoun(Simple::priorityClass, "failed to create priorityclass: ")),
          Map.entry(
              "create poddisruptionbudget",
              new CreateNoun(
                  Simple::podDisruptionBudget, "failed to create poddisruptionbudgets: ")),
          Map.entry("create quota", new CreateNoun(Quotas::generate, "failed to create quota: ")),
          Map.entry("create job", new CreateNoun(Jobs::job, "failed to create job: ")),
          Map.entry("create cronjob", new CreateNoun(Jobs::cronJob, "failed to create cronjob: ")),
          Map.entry("create role", new CreateNoun(Roles::role, "")),
          Map.entry("create clusterrole", new CreateNoun(Roles::clusterRole, "")),
          Map.entry(
              "create rolebinding",
              new CreateNoun(Bindings::roleBinding, "failed to create rolebinding: ")),
          Map.entry(
              "create clusterrolebinding",
              new CreateNoun(
                  Bindings::clusterRoleBinding, "failed to create clusterrolebinding: ")),
          Map.entry(
              "create ingress", new CreateNoun(Ingresses::generate, "failed to create ingress: ")));

  @Override
  public int run(Invocation invocation) {
    String name = Generator.name(invocation);
    DryRun dryRun = invocation.dryRun();
    Reporter reporter = new Reporter(invocation);
    Json.Object object = generator.generate(invocation, name);
    if (invocation.flags().is("save-config")) {
      object = LastApplied.annotate(object);
    }
    reporter.reportTyped(send(invocation, object, dryRun), "created");
    return 0;
  }

  private Info send(Invocation invocation, Json.Object object, DryRun dryRun) {
    if (dryRun == DryRun.CLIENT) {
      return Info.local(object);
    }
    Resource resource =
        invocation
            .mapper()
            .kind(object.text("apiVersion"), object.text("kind"))
            .orElseThrow(() ->
                new KubectlError(prefix + "the server could not find the requested resource"));
    Info info = Info.of(resource, resource.namespaced() ? invocation.namespace() : "", object);
    try {
      return info.with(Create.post(invocation, info, Unset.without(object), dryRun));
    } catch (KubectlError.Rejected e) {
      throw prefix.isEmpty() ? e : new KubectlError(prefix + e.text());
    }
  }
}
