package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.describe.Describers;

/// `kubectl describe`.
final class Describe {
  private final Invocation invocation;
  private final Flags flags;
  private boolean first = true;

  private Describe(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  static int run(Invocation invocation) {
    return new Describe(invocation).run();
  }

  private int run() {
    boolean files = !flags.list("filename").isEmpty() || !flags.text("kustomize").isEmpty();
    if (invocation.arguments().isEmpty() && !files) {
      throw new KubectlError(
          "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a"
              + " complete list of supported resources.");
    }
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos =
        new ResourceBuilder(invocation)
            .continueOnError()
            .files()
            .selector(flags.text("selector"))
            .allNamespaces(flags.is("all-namespaces"))
            .arguments(true, invocation.arguments())
            .latest()
            .infos(failures);
    if (failures.size() == 1
        && failures.getFirst() instanceof KubectlError.Rejected rejected
        && rejected.isNotFound()
        && invocation.arguments().size() == 2
        && infos.isEmpty()) {
      return matching(rejected);
    }
    for (Info info : infos) {
      describe(info);
    }
    if (infos.isEmpty() && failures.isEmpty()) {
      invocation.printError(
          flags.is("all-namespaces")
              ? "No resources found\n"
              : "No resources found in " + invocation.namespace() + " namespace.\n");
    }
    KubectlError.throwIfAny(failures);
    return 0;
  }

  /// Names that begin with what was typed.
  private int matching(KubectlError.Rejected notFound) {
    String prefix = invocation.arguments().get(1);
    boolean found = false;
    for (Info info :
        new ResourceBuilder(invocation)
            .arguments(true, List.of(invocation.arguments().getFirst()))
            .infos()) {
      if (info.name().startsWith(prefix)) {
        found = true;
        invocation.print(text(info) + "\n");
      }
    }
    if (!found) {
      throw notFound;
    }
    return 0;
  }

  private void describe(Info info) {
    invocation.print((first ? "" : "\n\n") + text(info));
    first = false;
  }

  private String text(Info info) {
    boolean events = !flags.has("show-events") || flags.is("show-events");
    return Describers.describe(invocation.client(), info.resource(), info.object(), events);
  }
}
