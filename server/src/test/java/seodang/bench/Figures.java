package seodang.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/// How things are measured, and the table they are printed in: what, goal, figure.
final class Figures {
  private Figures() {}

  static void row(String what, String goal, Object figure) {
    System.out.printf(Locale.ROOT, "| %s | %s | %s |%n", what, goal, figure);
  }

  /// CPU time of this thread, in seconds.
  static double cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  /// CPU time of all threads, in seconds.
  static double processCpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// What many runs of one thing took.
  record Times(double perSecond, double median, double p99) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%,.0f/s, p50 %.3f ms, p99 %.3f ms", perSecond, median, p99);
    }
  }

  /// Runs it as often again before to warm up, or for two seconds, whatever ends first.
  static Times times(int count, IntConsumer once) {
    long until = System.nanoTime() + 2_000_000_000L;
    for (int i = 0; i < count && System.nanoTime() < until; i++) {
      once.accept(i);
    }
    long[] times = new long[count];
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      once.accept(i);
      times[i] = System.nanoTime() - start;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(times);
    return new Times(count / seconds, times[count / 2] / 1e6, times[count * 99 / 100] / 1e6);
  }
}
