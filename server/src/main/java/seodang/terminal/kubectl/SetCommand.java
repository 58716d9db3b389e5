package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.command.TypedObject;

/// What the `set` commands share: each changes objects by a function and sends the difference.
final class SetCommand {
  private static final String LOCAL =
      """
      you must specify resources by --filename when --local is set.
      Example resource specifications include:
         '-f rsrc.yaml'
         '--filename=rsrc.json'\
      """;

  private SetCommand() {}

  /// @param resources the arguments that name objects
  static List<Info> infos(Invocation invocation, List<String> resources) {
    Flags flags = invocation.flags();
    ResourceBuilder builder =
        new ResourceBuilder(invocation).continueOnError().files().local(flags.is("local"));
    if (flags.is("local")) {
      if (!resources.isEmpty() || flags.list("filename").isEmpty()) {
        throw new KubectlError(LOCAL);
      }
      return builder.infos();
    }
    return builder
        .selector(flags.text("selector"))
        .selectAll(flags.is("all"))
        .arguments(false, resources)
        .latest()
        .infos();
  }

  /// Changes each object, sends the differences and reports them.
  ///
  /// @param operation as in `image updated`
  /// @param change the object changed; a thrown [KubectlError] is told with the object's name
  static void change(
      Invocation invocation,
      List<Info> infos,
      String operation,
      Function<Info, Json.Object> change) {
    Reporter reporter = new Reporter(invocation);
    List<KubectlError> failures = new ArrayList<>();
    for (Info info : infos) {
      try {
        one(invocation, reporter, info, operation, change.apply(info));
      } catch (KubectlError e) {
        failures.addAll(e.flatten());
      }
    }
    KubectlError.throwIfAny(failures);
  }

  private static void one(
      Invocation invocation, Reporter reporter, Info info, String operation, Json.Object after) {
    boolean local = invocation.flags().is("local");
    Patches.Patch patch = Patches.twoWay(info.resource(), info.object(), after);
    boolean always = operation.startsWith("serviceaccount") || operation.startsWith("selector");
    boolean unchanged = patch.isEmpty() && !always;
    if (unchanged && !local && invocation.dryRun() != DryRun.CLIENT) {
      return;
    }
    if (local || invocation.dryRun() == DryRun.CLIENT) {
      reporter.report(info.with(local ? TypedObject.filled(after) : after), operation);
      return;
    }
    try {
      Json.Object result =
          Patches.send(invocation, info, patch, invocation.flags().text("field-manager"), "");
      reporter.report(info.with(result), operation);
    } catch (KubectlError.Rejected e) {
      throw operation.startsWith("selector") ? e : new KubectlError(failure(operation) + e.text());
    }
  }

  private static String failure(String operation) {
    String what = operation.replace(" updated", "");
    return switch (what) {
      case "image" -> "failed to patch image update to pod template: ";
      case "env" -> "failed to patch env update to pod template: ";
      case "resource requirements" -> "failed to patch resources update to pod template ";
      case "subjects" -> "failed to patch subjects to rolebinding: ";
      default -> "failed to patch " + what + ": ";
    };
  }

  /// Arguments before the first one that is a change, and the changes.
  record Split(List<String> resources, List<String> changes) {
    static Split at(List<String> arguments, java.util.function.Predicate<String> isChange) {
      int i = 0;
      while (i < arguments.size() && !isChange.test(arguments.get(i))) {
        i++;
      }
      return new Split(arguments.subList(0, i), arguments.subList(i, arguments.size()));
    }
  }
}
