package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl wait`.
final class WaitFor {
  private final Invocation invocation;
  private final Flags flags;
  private final Deadline deadline;
  private final boolean once;

  private WaitFor(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    Duration timeout = flags.duration("timeout");
    this.once = timeout.isZero();
    this.deadline =
        Deadline.in(invocation.client(), timeout.isNegative() ? Duration.ofDays(7) : timeout);
  }

  static int run(Invocation invocation) {
    return new WaitFor(invocation).run();
  }

  private int run() {
    String what = flags.list("for").isEmpty() ? "" : flags.list("for").getFirst();
    WaitCondition condition =
        what.equalsIgnoreCase("delete") || what.equalsIgnoreCase("create")
            ? null
            : WaitCondition.parse(what, flags.list("for"));
    Reporter reporter = new Reporter(invocation);
    boolean forDelete = what.toLowerCase(Locale.ROOT).equals("delete");
    if (what.toLowerCase(Locale.ROOT).equals("create")) {
      awaitCreated();
      builder().visit(info -> reporter.report(info, "condition met"));
      return 0;
    }
    List<Info> seen = new ArrayList<>();
    try {
      builder()
          .visit(info -> {
            seen.add(info);
            one(info, condition);
            reporter.report(info, "condition met");
          });
    } catch (KubectlError.Rejected e) {
      if (!(forDelete && e.isNotFound())) {
        throw e;
      }
    }
    if (seen.isEmpty() && !forDelete) {
      throw new KubectlError("no matching resources found");
    }
    return 0;
  }

  private ResourceBuilder builder() {
    return new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .fieldSelector(flags.text("field-selector"))
        .allNamespaces(flags.is("all-namespaces"))
        .selectAll(flags.is("all"))
        .local(flags.is("local"))
        .arguments(flags.is("all"), invocation.arguments())
        .latest()
        .continueOnError();
  }

  private void awaitCreated() {
    while (true) {
      long revision = invocation.client().context().cluster().state().store().revision();
      try {
        if (!builder().infos().isEmpty()) {
          return;
        }
      } catch (KubectlError.Rejected e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
      if (once || deadline.isOver()) {
        throw new KubectlError("timed out waiting for the condition");
      }
      deadline.awaitWrite(revision);
    }
  }

  private void one(Info info, @Nullable WaitCondition condition) {
    if (condition == null) {
      String uid = info.object().object("metadata").text("uid");
      if (!Gone.await(invocation.client(), info.path(), uid, deadline(once))) {
        throw timedOut(info);
      }
      return;
    }
    Client client = invocation.client();
    Json.Object live = info.object();
    while (true) {
      long revision = client.context().cluster().state().store().revision();
      if (live != null && condition.isMet(live)) {
        return;
      }
      if (once || deadline.isOver()) {
        throw timedOut(info);
      }
      deadline.awaitWrite(revision);
      live = client.find(info.path());
    }
  }

  private Deadline deadline(boolean now) {
    return now ? new Deadline(invocation.client(), invocation.now()) : deadline;
  }

  private static KubectlError timedOut(Info info) {
    return new KubectlError("timed out waiting for the condition on " + info.plural());
  }

  static String unrecognized(String what) {
    return "unrecognized condition: " + GoText.quote(what);
  }
}
