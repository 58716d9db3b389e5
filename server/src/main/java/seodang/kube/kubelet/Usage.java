package seodang.kube.kubelet;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.image.Consumer;
import seodang.kube.image.Image;

/// What containers use of their node, as a kubelet measures it in windows of fifteen seconds.
///
/// A process that always has something to do takes a whole CPU, or what its limit leaves; one that
/// waits takes next to nothing; each request costs what its server says. Memory is what the image's
/// process holds, and what processes take that are there to take it. Requests are counted under
/// `used/UID/CONTAINER`, a busy process is marked under `busy/UID/CONTAINER`.
public final class Usage {
  public static final long WINDOW = 15;
  private static final long IDLE = 1;
  private static final long BUSY = 1000;

  private Usage() {}

  /// When the last window ended.
  public static Instant measured(Run run) {
    return Instant.ofEpochSecond(window(run) * WINDOW);
  }

  private static long window(Run run) {
    return Math.floorDiv(run.now().getEpochSecond(), WINDOW);
  }

  /// A request was answered by a container, which took that many thousandths of a CPU's second.
  public static void request(Run run, PodRun pod, String container, double cost) {
    String key = "used/" + pod.uid() + "/" + container;
    Json.Object standing = run.recallObject(key);
    long window = window(run);
    boolean same = standing.number("window", 0) == window;
    long micros = Math.round(cost * 1000);
    run.remember(
        key,
        Json.object(
            "window",
            window,
            "micros",
            same ? standing.number("micros", 0) + micros : micros,
            "before",
            same
                ? standing.number("before", 0)
                : standing.number("window", 0) == window - 1 ? standing.number("micros", 0) : 0));
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
    run.recallAll("used/" + uid + "/").keySet().forEach(run::forget);
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
      double milli = cpu(run, podRun, container);
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
                      memory(run, podRun, name, image).toString())));
    }
    return measured;
  }

  private static double cpu(Run run, PodRun pod, Json.Object container) {
    String name = container.text("name");
    Json.Object used = run.recallObject("used/" + pod.uid() + "/" + name);
    long window = window(run);
    long micros =
        used.number("window", 0) == window
            ? used.number("before", 0)
            : used.number("window", 0) == window - 1 ? used.number("micros", 0) : 0;
    boolean busy = run.recall("busy/" + pod.uid() + "/" + name) != null;
    double milli =
        (busy ? BUSY : IDLE) + micros / 1000.0 / WINDOW + load(run, pod, name).milliCpu();
    Json limit = container.object("resources").object("limits").get("cpu");
    return limit == null ? milli : Math.min(milli, (double) Quantity.of(limit).milli());
  }

  private static Consumer.Load load(Run run, PodRun pod, String container) {
    long cpu = 0;
    long bytes = 0;
    for (Processes.Begun process : Processes.begun(run, pod, container)) {
      if (process.program() instanceof Consumer consumer) {
        Consumer.Load load = consumer.load(process.living(), run.now());
        cpu += load.milliCpu();
        bytes += load.bytes();
      }
    }
    return new Consumer.Load(cpu, bytes);
  }

  /// What a container's processes hold now, whatever its limit.
  static Quantity memory(Run run, PodRun pod, String container, Image image) {
    long taken = load(run, pod, container).bytes();
    Quantity idle = Quantity.of(Json.text(image.memory()));
    return taken == 0 ? idle : idle.plus(new Quantity(BigDecimal.valueOf(taken), idle.format()));
  }
}
