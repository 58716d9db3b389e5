package seodang.kube.kubelet;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.image.Image;

/// What containers use of their node, as a kubelet measures it in windows of fifteen seconds.
///
/// A process that always has something to do takes a whole CPU, or what its limit leaves; one that
/// waits takes next to nothing; each request over HTTP costs five milliseconds of CPU. Memory is
/// what the image's process holds. Requests of a Pod are counted under `used/UID`, a busy process
/// is marked under `busy/UID/CONTAINER`.
public final class Usage {
  public static final long WINDOW = 15;
  private static final long IDLE = 1;
  private static final long BUSY = 1000;
  private static final double REQUEST = 5;

  private Usage() {}

  /// When the last window ended.
  public static Instant measured(Run run) {
    return Instant.ofEpochSecond(window(run) * WINDOW);
  }

  private static long window(Run run) {
    return Math.floorDiv(run.now().getEpochSecond(), WINDOW);
  }

  /// A request was answered.
  public static void request(Run run, PodRun pod) {
    Json.Object standing = run.recallObject("used/" + pod.uid());
    long window = window(run);
    boolean same = standing.number("window", 0) == window;
    run.remember(
        "used/" + pod.uid(),
        Json.object(
            "window",
            window,
            "requests",
            same ? standing.number("requests", 0) + 1 : 1,
            "before",
            same
                ? standing.number("before", 0)
                : standing.number("window", 0) == window - 1 ? standing.number("requests", 0) : 0));
  }

  /// A process has something to do, or waits.
  static void busy(Run run, String id, boolean busy) {
    if (busy) {
      run.remember("busy/" + id, Json.bool(true));
    } else {
      run.forget("busy/" + id);
    }
  }

  static void forget(Run run, String uid) {
    run.forget("used/" + uid);
    run.recallAll("busy/" + uid + "/").keySet().forEach(run::forget);
  }

  /// The running containers of a Pod with their usage; null for a Pod that has not been measured
  /// through a whole window yet.
  public static @Nullable Json containers(Run run, Json.Object pod) {
    PodRun podRun = PodRun.recall(run, Meta.uid(pod));
    if (podRun == null || !pod.object("status").text("phase").equals("Running")) {
      return null;
    }
    Json.Array measured = Json.array();
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      String name = container.text("name");
      Image image = Processes.image(run, podRun, name);
      Instant started = Meta.instant(podRun.container(name).get("startedAt"));
      if (image == null
          || started == null
          || !podRun.isRunning(name)
          || Duration.between(started, measured(run)).toSeconds() < WINDOW) {
        return null;
      }
      double milli = cpu(run, podRun, container, measured.isEmpty());
      measured =
          measured.add(
              Json.object(
                  "name",
                  name,
                  "usage",
                  Json.object(
                      "cpu",
                      new Quantity(
                              BigDecimal.valueOf((long) (milli * 1_000_000), 9),
                              Quantity.Format.DECIMAL)
                          .toString(),
                      "memory",
                      image.memory())));
    }
    return measured;
  }

  /// @param first whether the container is the one that requests are counted for
  private static double cpu(Run run, PodRun pod, Json.Object container, boolean first) {
    Json.Object used = run.recallObject("used/" + pod.uid());
    long window = window(run);
    double requests =
        !first
            ? 0
            : used.number("window", 0) == window
                ? used.number("before", 0)
                : used.number("window", 0) == window - 1 ? used.number("requests", 0) : 0;
    boolean busy = run.recall("busy/" + pod.uid() + "/" + container.text("name")) != null;
    double milli = busy ? BUSY : IDLE + requests * REQUEST / WINDOW;
    Json limit = container.object("resources").object("limits").get("cpu");
    return limit == null ? milli : Math.min(milli, (double) Quantity.of(limit).milli());
  }
}
