package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import seodang.json.Json;

/// Plays the recorded scenarios and compares what kubectl prints with what it printed to a real
/// cluster.
final class Transcripts {
  /// What came of a command.
  record Answer(String command, String out, String err, int exit) {}

  /// A figure and what it is out of.
  static final class Tally {
    int lines;
    int sameLines;
    int commands;
    int exact;
    int exits;

    void add(Tally other) {
      lines += other.lines;
      sameLines += other.sameLines;
      commands += other.commands;
      exact += other.exact;
      exits += other.exits;
    }
  }

  /// Plays a scenario and tells what each of its commands answered.
  @FunctionalInterface
  interface Player {
    List<Answer> play(Json.Object scenario) throws IOException, InterruptedException;
  }

  private final Path folder;
  private final String only;
  private final Player player;
  private final Differences differences;

  /// Where differences are told.
  interface Differences {
    void tell(String what, Answer real, Answer ours);
  }

  Transcripts(Path folder, String only, Player player, Differences differences) {
    this.folder = folder;
    this.only = only;
    this.player = player;
    this.differences = differences;
  }

  /// @param atOnce how many scenarios are played at the same time
  Tally run(int atOnce) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(f -> f.getFileName().toString().contains(only)).sorted().toList();
    }
    Tally all = new Tally();
    try (ExecutorService players = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Tally>> tallies = new ArrayList<>();
      for (Path file : files) {
        tallies.add(players.submit(() -> one(file)));
      }
      for (Future<Tally> tally : tallies) {
        all.add(tally.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return all;
  }

  private Tally one(Path file) throws IOException, InterruptedException {
    Json.Object scenario = Json.parseObject(Files.readString(file));
    long start = System.nanoTime();
    List<Answer> answers = player.play(scenario);
    synchronized (this) {
      Tally tally = compare(scenario, answers);
      System.err.printf(
          "%6.1f %%  %s (%.1f s)%n",
          100.0 * tally.sameLines / Math.max(1, tally.lines),
          scenario.text("name"),
          (System.nanoTime() - start) / 1e9);
      return tally;
    }
  }

  private Tally compare(Json.Object scenario, List<Answer> answers) {
    Tally tally = new Tally();
    int k = 0;
    for (Json.Object step : scenario.array("steps").objects()) {
      if (!step.has("command")) {
        continue;
      }
      Answer real =
          new Answer(
              step.text("command"),
              step.text("stdout"),
              step.text("stderr"),
              (int) step.number("exit", -1));
      Answer ours = k < answers.size() ? answers.get(k) : new Answer("", "", "", -1);
      k++;
      List<String> a = new ArrayList<>(Normal.lines(real.out()));
      a.addAll(Normal.lines(real.err()));
      List<String> b = new ArrayList<>(Normal.lines(ours.out()));
      b.addAll(Normal.lines(ours.err()));
      tally.lines += Math.max(1, Math.max(a.size(), b.size()));
      tally.sameLines += a.isEmpty() && b.isEmpty() ? 1 : Normal.common(a, b);
      tally.commands++;
      boolean sameExit = real.exit() == ours.exit();
      tally.exits += sameExit ? 1 : 0;
      tally.exact += sameExit && a.equals(b) ? 1 : 0;
      if (!sameExit || !a.equals(b)) {
        differences.tell(scenario.text("name"), real, ours);
      }
    }
    return tally;
  }

  /// How long a step lasts.
  static Duration time(Json.Object step, String field) {
    return step.get(field) instanceof Json.Number n
        ? Duration.ofMillis(Math.round(Double.parseDouble(n.toString()) * 1000))
        : Duration.ofSeconds(60);
  }
}
