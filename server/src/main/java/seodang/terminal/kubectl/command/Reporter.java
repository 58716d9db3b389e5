package seodang.terminal.kubectl.command;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.print.Format;
import seodang.terminal.kubectl.print.ObjectPrinter;

/// Tells what was done to each object: `pod/web created`, or the object itself with `-o`.
public final class Reporter {
  private final Invocation invocation;
  private final @Nullable ObjectPrinter printer;

  /// @throws seodang.terminal.kubectl.client.KubectlError when `-o` asks for an unknown form
  public Reporter(Invocation invocation) {
    this.invocation = invocation;
    Format format = invocation.format();
    this.printer = format.isDefault() ? null : format.printer();
  }

  /// @param operation `created`, `configured` …; the mark of a dry run is added
  public void report(Info info, String operation) {
    report(info, operation, invocation.dryRun());
  }

  public void report(Info info, String operation, DryRun dryRun) {
    invocation.print(
        printer == null ? info.report(operation + dryRun.mark()) : printer.print(info.object()));
  }

  /// As [#report], for an answer of another kind than was asked about, such as a `Scale`.
  public void reportAs(Json.Object object, String operation) {
    invocation.print(
        seodang.terminal.kubectl.print.ReportPrinter.report(
            object, operation + invocation.dryRun().mark()));
  }

  /// As [#report], for an object that the real program holds as a typed struct: as JSON its fields
  /// stand in the order of that struct.
  public void reportTyped(Info info, String operation) {
    if (printer != null && invocation.format().output().equals("json")) {
      invocation.print(StructOrder.json(info.object(), invocation.format().showManagedFields()));
    } else {
      report(info, operation);
    }
  }

  /// True when `-o` asks for something else than a report.
  public boolean printsObjects() {
    return printer != null;
  }
}
