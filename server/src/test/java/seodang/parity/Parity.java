package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonPatch;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Meta;
import seodang.kube.User;

/// Posts what was recorded, plays the scenarios, and prints how often the answers agree.
final class Parity {
  /// Played at the same time in real time: they mostly wait.
  private static final int SCENARIOS = 8;

  /// What the records were made on.
  private static final ClusterState BARE =
      Cluster.ofProfile("api", 1, Instant.parse("2026-01-01T00:00:00Z"));

  private static final User ADMIN = new User("admin", List.of("system:masters"));
  private static final Path CORPUS = Path.of("server/src/test/resources/parity/kubectl-corpus");
  private final Path reference;
  private final int show;
  private final Map<String, Json.Object> manifests = new HashMap<>();
  private final Map<String, String> paths = new HashMap<>();
  private final Map<String, Integer> shown = new HashMap<>();

  private final Map<String, Double> figures = new LinkedHashMap<>();

  Parity(Path reference, int show) {
    this.reference = reference;
    this.show = show;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path reference = Path.of("server/src/test/resources/reference");
    int show = 0;
    String only = "";
    String part = "";
    Path kubectl = Path.of("");
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--reference" -> reference = Path.of(arguments[i + 1]);
        case "--scenario" -> only = arguments[i + 1];
        case "--part" -> part = arguments[i + 1];
        case "--kubectl" -> kubectl = Path.of(arguments[i + 1]);
        case "--show" -> show = Integer.parseInt(arguments[i + 1]);
        default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
      }
    }
    Parity parity = new Parity(reference, show);
    System.out.println("| recorded | compared | agree |\n|---|---|---|");
    if (only.isEmpty() && (part.isEmpty() || part.equals("records"))) {
      parity.records();
    }
    if (only.isEmpty() && (part.isEmpty() || part.equals("flows"))) {
      parity.flows();
    }
    if (only.isEmpty() && (part.isEmpty() || part.equals("nodes"))) {
      parity.nodes();
    }
    if (part.isEmpty() || part.equals("own")) {
      parity.transcripts("transcripts, own kubectl", only, new OwnKubectl(), 1);
    }
    if (part.isEmpty() || part.equals("corpus")) {
      parity.corpus(kubectl, only);
    }
    if (!kubectl.toString().isEmpty() && (part.isEmpty() || part.equals("real"))) {
      parity.transcripts("transcripts, real kubectl", only, new RealKubectl(kubectl), SCENARIOS);
    }
  }

  private void records() throws IOException {
    new Facts(
            reference,
            BARE,
            new Facts.Report() {
              @Override
              public void row(String what, String aspect, int same, int all) {
                Parity.this.row(what, aspect, same, all);
              }

              @Override
              public void differ(String what, Object real, Object ours) {
                Parity.this.differ(what, real, ours);
              }
            })
        .compare();
    defaults();
    validation();
    patches();
    scheduling();
  }

  private void flows() throws IOException, InterruptedException {
    Path file = reference.resolve("flows-1.33.jsonl");
    if (Files.exists(file)) {
      Flows flows = new Flows(this::differ);
      flows.run(file, reference.resolve("flows-manifests"));
      row("flows", "writes", flows.same(), flows.writes());
    }
  }

  private void nodes() throws IOException, InterruptedException {
    Path file = reference.resolve("node-views-1.33.json");
    if (Files.exists(file)) {
      NodeViews views = new NodeViews();
      List<NodeViews.Row> rows = views.compare(file, this::differ);
      System.err.print(views.table());
      row(
          "nodes",
          "lines",
          rows.stream().mapToInt(NodeViews.Row::same).sum(),
          rows.stream().mapToInt(NodeViews.Row::lines).sum());
      row(
          "nodes",
          "exit codes",
          (int) rows.stream().filter(NodeViews.Row::exit).count(),
          rows.size());
      row("nodes", "shapes", (int) rows.stream().filter(NodeViews.Row::shape).count(), rows.size());
    }
  }

  private void scheduling() throws IOException {
    Path file = reference.resolve("scheduling-1.33.json");
    if (Files.exists(file)) {
      Scheduling scheduling = new Scheduling(this::differ);
      scheduling.run(file);
      row("scheduling", "Pods", scheduling.same(), scheduling.pods());
    }
  }

  /// How far each record agrees, in percent.
  Map<String, Double> figures() throws IOException, InterruptedException {
    records();
    flows();
    nodes();
    transcripts("transcripts", "", new OwnKubectl(), 1);
    return figures;
  }

  private void transcripts(String what, String only, Transcripts.Player player, int atOnce)
      throws IOException, InterruptedException {
    Path folder = reference.resolve("transcripts");
    if (!Files.isDirectory(folder)) {
      return;
    }
    Transcripts.Tally tally =
        new Transcripts(
                folder,
                only,
                player,
                (scenario, real, ours) ->
                    differ(
                        scenario + " $ " + real.command(),
                        "(" + real.exit() + ")\n" + real.out() + real.err(),
                        "(" + ours.exit() + ")\n" + ours.out() + ours.err()))
            .run(atOnce);
    row(what, "lines", tally.sameLines, tally.lines);
    row(what, "commands exact", tally.exact, tally.commands);
    row(what, "exit codes", tally.exits, tally.commands);
  }

  private void corpus(Path kubectl, String only) throws IOException, InterruptedException {
    if (kubectl.toString().isEmpty()) {
      System.err.println("kubectl is missing: the corpus is not compared.");
      return;
    }
    Corpus.Tally tally =
        new Corpus(
                kubectl,
                (scenario, real, ours) ->
                    differ(
                        scenario + " $ " + real.command(),
                        "(" + real.exit() + ")\n" + real.out() + "~\n" + real.err(),
                        "(" + ours.exit() + ")\n" + ours.out() + "~\n" + ours.err()))
            .run(CORPUS, only, 3);
    row("corpus of commands, both kubectls", "commands equal", tally.equal(), tally.commands());
  }

  private List<Json.Object> lines(String file) throws IOException {
    List<Json.Object> lines = new ArrayList<>();
    for (String line : Files.readAllLines(reference.resolve(file))) {
      lines.add(Json.parseObject(line));
    }
    return lines;
  }

  private void row(String what, String aspect, int same, int all) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d of %d (%.1f %%) |%n",
        what,
        aspect,
        same,
        all,
        100.0 * same / Math.max(1, all));
    figures.put(what + ", " + aspect, 100.0 * same / Math.max(1, all));
  }

  private void differ(String what, Object real, Object ours) {
    if (shown.merge(what.split(" ")[0], 1, Integer::sum) <= show) {
      System.err.println("== " + what + "\n-- real: " + real + "\n-- ours: " + ours);
    }
  }

  private static ApiResponse send(ApiRequest request) {
    return answer(BARE, request);
  }

  private static ApiRequest post(String path, Json body) {
    return ApiRequest.post(path, body)
        .withQuery("dryRun", "All")
        .withQuery("fieldValidation", "Strict")
        .withQuery("fieldManager", "creator");
  }

  // Defaults.

  private void defaults() throws IOException {
    int same = 0;
    int all = 0;
    for (Json.Object line : lines("defaults-1.33.jsonl")) {
      Json.Object manifest = line.object("request");
      String key = manifest.text("kind") + "/" + manifest.object("metadata").text("name");
      manifests.put(key, manifest);
      paths.put(key, line.text("path"));
      ApiResponse answer = send(post(line.text("path"), manifest));
      Json real = drawn(line.object("response"));
      Json ours = drawn(answer.object());
      all++;
      if (answer.status() == line.number("status", 0) && real.equals(ours)) {
        same++;
      } else {
        differ("defaults " + key, real, ours);
      }
    }
    row("defaults", "status and whole object", same, all);
  }

  /// Without what a server draws for itself.
  private static Json drawn(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object result = Json.object();
        for (String key : o.keys()) {
          boolean own =
              List.of(
                          "uid",
                          "resourceVersion",
                          "managedFields",
                          "clusterIP",
                          "clusterIPs",
                          "nodePort",
                          "healthCheckNodePort",
                          "lastPhaseTransitionTime")
                      .contains(key)
                  || key.endsWith("controller-uid");
          Json member = Objects.requireNonNull(o.get(key));
          boolean stamp =
              List.of("creationTimestamp", "lastTransitionTime").contains(key)
                  && member instanceof Json.Text;
          boolean rules = key.equals("resourceRules") || key.equals("nonResourceRules");
          if (!own && !stamp) {
            result = result.with(key, rules ? sorted(drawn(member)) : drawn(member));
          }
        }
        yield result;
      }
      case Json.Array a -> a.map(Parity::drawn);
      case Json.Text t ->
          Json.text(
              t.value()
                  .replaceAll("kube-api-access-\\w{5}", "kube-api-access-X")
                  .replaceAll(
                      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"));
      default -> value;
    };
  }

  /// Rules of a review come in the order of a Go map.
  private static Json sorted(Json list) {
    return list instanceof Json.Array a
        ? Json.Array.of(a.stream().sorted(java.util.Comparator.comparing(Json::toString)).toList())
        : list;
  }

  // Validation.

  private void validation() throws IOException {
    int all = 0;
    int status = 0;
    int errors = 0;
    int causes = 0;
    int messages = 0;
    for (Json.Object line : lines("validation-1.33.jsonl")) {
      String key = line.text("object");
      Json.Object manifest = manifests.get(key);
      if (manifest == null) {
        continue;
      }
      Json mutated = mutate(manifest, line);
      if (mutated == null) {
        continue;
      }
      all++;
      ApiResponse answer = send(post(Objects.requireNonNull(paths.get(key)), mutated));
      boolean agrees = answer.status() == line.number("status", 0);
      status += agrees ? 1 : 0;
      if (!agrees) {
        differ(
            "validation " + key + " " + line.text("pointer") + " " + line.get("value"),
            line.number("status", 0) + " " + line.object("answer").text("message"),
            answer.status() + " " + answer.object().text("message"));
      }
      if (line.number("status", 0) >= 400) {
        errors++;
        Json.Object real = line.object("answer");
        Json.Object ours = answer.object();
        boolean sameCauses =
            agrees
                && real.text("reason").equals(ours.text("reason"))
                && fields(real).equals(fields(ours));
        boolean sameMessage = plain(real.text("message")).equals(plain(ours.text("message")));
        causes += sameCauses ? 1 : 0;
        messages += sameMessage ? 1 : 0;
        if (agrees && !(sameCauses && sameMessage)) {
          differ(
              (sameCauses ? "message " : "causes ")
                  + key
                  + " "
                  + line.text("pointer")
                  + " "
                  + line.get("value"),
              real.text("message"),
              ours.text("message"));
        }
      }
    }
    row("validation", "status", status, all);
    row("validation", "reason and causes of the refused", causes, errors);
    row("validation", "exact message of the refused", messages, errors);
  }

  private static List<String> fields(Json.Object status) {
    return status.object("details").array("causes").objects().stream()
        .map(c -> c.text("reason") + " " + c.text("field"))
        .toList();
  }

  private static @Nullable Json mutate(Json.Object manifest, Json.Object line) {
    boolean delete = line.text("op").equals("delete");
    Json.Object operation =
        Json.object(
            "op",
            delete ? "remove" : "add",
            "path",
            line.text("pointer"),
            "value",
            delete ? null : line.get("value"));
    try {
      String pointer = line.text("pointer");
      boolean standing = !delete && exists(manifest, pointer);
      return JsonPatch.apply(
          manifest, Json.array(standing ? operation.with("op", "replace") : operation));
    } catch (JsonPatch.Failure e) {
      return null;
    }
  }

  private static boolean exists(Json.Object manifest, String pointer) {
    try {
      return JsonPatch.read(manifest, pointer) != null;
    } catch (JsonPatch.Failure e) {
      return false;
    }
  }

  // Patches.

  private void patches() throws IOException {
    int all = 0;
    int status = 0;
    int done = 0;
    int results = 0;
    int applied = 0;
    int owners = 0;
    int objects = 0;
    int creators = 0;
    int refused = 0;
    int causes = 0;
    int messages = 0;
    for (Json.Object line : lines("patches-1.33.jsonl")) {
      String path = line.text("path");
      String collection = path.substring(0, path.lastIndexOf('/'));
      Json.Object recorded = line.object("object");
      Json.Object manifest =
          manifests.getOrDefault(
              recorded.text("kind") + "/" + path.substring(path.lastIndexOf('/') + 1), recorded);
      ClusterState made =
          Cluster.apply(
                  BARE,
                  new Input.Request(
                      ApiRequest.post(collection, manifest).withQuery("fieldManager", "creator"),
                      null))
              .state();
      Json.Object object = answer(made, ApiRequest.get(path)).object();
      Json real = owners(recorded);
      Json ours = owners(object);
      objects++;
      if (real.equals(ours)) {
        creators++;
      } else {
        differ("creators " + path, real, ours);
      }
      made = Cluster.apply(made, new Input.Advance(made.now().plusSeconds(2))).state();
      object = answer(made, ApiRequest.get(path)).object();
      for (Json.Object patch : line.array("patches").objects()) {
        Json body = patch.get("patch");
        if (body == null) {
          continue;
        }
        body = Json.parse(drawnHere(body.toString(), recorded, object));
        ApiRequest request =
            ApiRequest.patch(path, "application/" + patch.text("type"), body)
                .withQuery("dryRun", "All");
        for (String pair : patch.text("query").split("&")) {
          if (pair.contains("=")) {
            request =
                request.withQuery(
                    pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
          }
        }
        ApiResponse answer = answer(made, request);
        all++;
        String what = path + " " + patch.text("type") + " " + patch.text("query") + " " + body;
        if (answer.status() == patch.number("status", 0)) {
          status++;
        } else {
          differ(
              "patches " + what,
              patch.number("status", 0) + " " + patch.object("answer"),
              answer.status() + " " + answer.object().text("message"));
        }
        if (patch.number("status", 0) >= 400) {
          refused++;
          Json.Object told = patch.object("answer");
          Json.Object answered = answer.object();
          boolean agrees =
              answer.status() == patch.number("status", 0)
                  && told.text("reason").equals(answered.text("reason"))
                  && fields(told).equals(fields(answered));
          causes += agrees ? 1 : 0;
          boolean same =
              plain(drawnHere(told.text("message"), recorded, object))
                  .equals(plain(answered.text("message")));
          messages += same ? 1 : 0;
          if (!(agrees && same) && answer.status() == patch.number("status", 0)) {
            differ(
                (agrees ? "words " : "reasons ") + what,
                told.text("message") + " " + fields(told),
                answered.text("message") + " " + fields(answered));
          }
          continue;
        }
        done++;
        Json expected = drawn(expected(object, patch));
        Json found = drawn(answer.object());
        if (expected.equals(found)) {
          results++;
        } else if (answer.ok()) {
          differ("results " + what, expected, found);
        }
        if (patch.has("managedFields")) {
          applied++;
          Json wanted =
              owners(
                  Json.object(
                      "metadata", Json.object("managedFields", patch.get("managedFields"))));
          Json owned = owners(answer.object());
          if (wanted.equals(owned)) {
            owners++;
          } else if (answer.ok()) {
            differ("owners " + what, wanted, owned);
          }
        }
      }
    }
    row("patches", "status", status, all);
    row("patches", "whole result", results, done);
    row("patches", "reason and causes of the refused", causes, refused);
    row("patches", "exact message of the refused", messages, refused);
    row("patches", "managedFields after apply", owners, applied);
    row("patches", "managedFields after create", creators, objects);
  }

  private static ApiResponse answer(ClusterState state, ApiRequest request) {
    return Objects.requireNonNull(
        Cluster.apply(state, new Input.Request(request.withUser(ADMIN), null)).response());
  }

  /// A text of the record with the address and the identity that our server drew in place of the
  /// recorded ones.
  private static String drawnHere(String text, Json.Object recorded, Json.Object ours) {
    String label = "batch.kubernetes.io/controller-uid";
    String job = recorded.object("spec").object("selector").object("matchLabels").text(label);
    String result = job.isEmpty() ? text : text.replace(job, Meta.uid(ours));
    String theirs = recorded.object("spec").text("clusterIP");
    String own = ours.object("spec").text("clusterIP");
    return theirs.isEmpty() || theirs.equals("None") || own.isEmpty()
        ? result
        : result.replace(Json.text(theirs).toString(), Json.text(own).toString());
  }

  /// A message without what a server draws (addresses, identities, times) and without the whole
  /// object, whose keys Go writes in its own order.
  private static String plain(String message) {
    return message
        .replaceAll("patch: Invalid value: \"\\{.*}\": ", "patch: Invalid value: OBJECT: ")
        .replaceAll("0x[0-9a-f]{8,}", "0xPOINTER")
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID")
        .replaceAll("kube-api-access-\\w{5}", "kube-api-access-X")
        .replaceAll("resourceVersion\\\\\":\\\\\"[0-9]+", "resourceVersion")
        .replaceAll("(?i)(timestamp|time)\\\\\":\\\\\"[0-9TZ:.-]+", "$1")
        .replaceAll("10\\.\\d+\\.\\d+\\.\\d+", "ADDRESS");
  }

  /// Our object with what the recorded patch changed.
  private static Json.Object expected(Json.Object object, Json.Object patch) {
    Json.Object expected = object.merge(patch.object("result"));
    for (String removed : patch.array("removed").texts()) {
      expected = expected.without(removed);
    }
    return expected;
  }

  private static Json owners(Json.Object object) {
    return object
        .object("metadata")
        .array("managedFields")
        .map(e ->
            Json.parse(
                ((Json.Object) e)
                    .without("time")
                    .toString()
                    .replaceAll(
                        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID")));
  }
}
