package seodang.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What is there: nodes as rooms with their Pods, and the Pods that wait for a node.
record Rooms(List<Scene.Room> rooms, List<Scene.Tile> waiting) {

  private static final int LONGEST_TAG = 7;

  static Rooms of(Composition composition) {
    return new Builder(composition).build();
  }

  /// As `kubectl get nodes` prints it.
  static State nodeState(Json.Object node) {
    boolean ready = Conditions.is(node.object("status"), "Ready");
    boolean cordoned = node.object("spec").bool("unschedulable");
    String word = (ready ? "Ready" : "NotReady") + (cordoned ? ",SchedulingDisabled" : "");
    return new State(!ready ? Health.BAD : cordoned ? Health.WAIT : Health.OK, word);
  }

  private static final class Builder {
    private final Composition composition;
    private final Set<ObjectRef> crowded = new HashSet<>();

    /// By node name; `""` for those that wait.
    private final Map<String, List<Json.Object>> pods = new HashMap<>();

    private final Map<String, List<Json.Object>> system = new HashMap<>();

    Builder(Composition composition) {
      this.composition = composition;
    }

    Rooms build() {
      Map<ObjectRef, Integer> counts = new HashMap<>();
      for (Json.Object pod : composition.all(Kind.POD)) {
        String node = pod.object("spec").text("nodeName");
        if (Composition.isSystem(pod) && !node.isEmpty()) {
          system.computeIfAbsent(node, ignored -> new ArrayList<>()).add(pod);
          continue;
        }
        pods.computeIfAbsent(node, ignored -> new ArrayList<>()).add(pod);
        ObjectRef root = composition.root(pod);
        if (root != null && counts.merge(root, 1, Integer::sum) > Composition.ALIKE) {
          crowded.add(root);
        }
      }
      return new Rooms(rooms(), tiles("waiting", pods.getOrDefault("", List.of())));
    }

    private List<Scene.Room> rooms() {
      // Workers first: the control plane's own room holds nothing of the learner's, mostly.
      List<Json.Object> nodes = new ArrayList<>(composition.all(Kind.NODE));
      nodes.sort(
          Comparator.comparing(Builder::isControlPlane)
              .thenComparing(node -> node.object("metadata").text("name")));
      Function<Json.Object, Integer> slot =
          composition.place("nodes", nodes, node -> node.object("metadata").text("name"));
      List<Scene.Room> rooms = new ArrayList<>();
      for (Json.Object node : nodes) {
        rooms.add(room(node, slot.apply(node)));
      }
      rooms.sort(Comparator.comparingInt(Scene.Room::slot));
      return rooms;
    }

    private Scene.Room room(Json.Object node, int slot) {
      ObjectRef ref = Kind.NODE.ref(node);
      return new Scene.Room(
          ref,
          nodeState(node),
          isControlPlane(node),
          taints(node),
          tiles("node/" + ref.name(), pods.getOrDefault(ref.name(), List.of())),
          small(ref.name()),
          slot);
    }

    private static boolean isControlPlane(Json.Object node) {
      return node.object("metadata").object("labels").has("node-role.kubernetes.io/control-plane");
    }

    private static String taints(Json.Object node) {
      List<String> words = new ArrayList<>();
      for (Json.Object taint : node.object("spec").array("taints").objects()) {
        String key = taint.text("key");
        words.add(key.substring(key.lastIndexOf('/') + 1) + ":" + taint.text("effect"));
      }
      return String.join(", ", words);
    }

    private List<Scene.Tile> small(String node) {
      List<Scene.Tile> tiles = new ArrayList<>();
      for (Json.Object pod : system.getOrDefault(node, List.of())) {
        tiles.add(single(pod, tiles.size()));
      }
      return tiles;
    }

    /// One thing that takes a slot: a Pod, or the stack of a crowded owner's Pods.
    private record Occupant(String key, @Nullable ObjectRef stack, List<Json.Object> pods) {}

    private List<Scene.Tile> tiles(String place, List<Json.Object> here) {
      Map<String, Occupant> occupants = new LinkedHashMap<>();
      for (Json.Object pod : here) {
        ObjectRef root = composition.root(pod);
        ObjectRef stack = root != null && crowded.contains(root) ? root : null;
        String key = stack == null ? uid(pod) : "stack/" + place + "/" + stack.id();
        occupants
            .computeIfAbsent(key, k -> new Occupant(k, stack, new ArrayList<>()))
            .pods()
            .add(pod);
      }
      List<Occupant> order = List.copyOf(occupants.values());
      Function<Occupant, Integer> slot = composition.place(place, order, Occupant::key);
      List<Scene.Tile> tiles = new ArrayList<>();
      for (Occupant occupant : order) {
        ObjectRef stack = occupant.stack();
        tiles.add(
            stack == null
                ? single(occupant.pods().getFirst(), slot.apply(occupant))
                : stack(occupant, stack, slot.apply(occupant)));
      }
      tiles.sort(Comparator.comparingInt(Scene.Tile::slot));
      return tiles;
    }

    private static String uid(Json.Object pod) {
      Json.Object metadata = pod.object("metadata");
      return metadata.text("uid", metadata.text("namespace") + "/" + metadata.text("name"));
    }

    private Scene.Tile single(Json.Object pod, int slot) {
      PodStatus status = PodStatus.of(pod);
      ObjectRef ref = Kind.POD.ref(pod);
      return new Scene.Tile(
          uid(pod),
          ref,
          status.state(),
          containers(pod),
          status.readyWord(),
          status.restarts(),
          version(pod),
          composition.root(pod),
          1,
          composition.quiet(ref, pod),
          slot);
    }

    private Scene.Tile stack(Occupant occupant, ObjectRef owner, int slot) {
      int ready = 0;
      Health worst = Health.OK;
      for (Json.Object pod : occupant.pods()) {
        Health health = PodStatus.of(pod).health();
        ready += health == Health.OK ? 1 : 0;
        if (health == Health.BAD || (worst == Health.OK && health != Health.DONE)) {
          worst = health;
        }
      }
      int members = occupant.pods().size();
      String word = ready + "/" + members + " 준비";
      return new Scene.Tile(
          occupant.key(),
          owner,
          new State(worst, word),
          List.of(),
          ready + "/" + members,
          0,
          "",
          owner,
          members,
          composition.quiet(owner, occupant.pods().getFirst()),
          slot);
    }

    private static String version(Json.Object pod) {
      List<Json.Object> containers = pod.object("spec").array("containers").objects();
      if (containers.size() != 1) {
        return "";
      }
      String image = containers.getFirst().text("image");
      int colon = image.lastIndexOf(':');
      String tag = colon > image.lastIndexOf('/') ? image.substring(colon + 1) : "";
      return image.contains("@") || tag.length() > LONGEST_TAG ? "" : tag;
    }

    private static List<Scene.Dot> containers(Json.Object pod) {
      Map<String, Json.Object> statuses = new HashMap<>();
      for (Json.Object status : pod.object("status").array("containerStatuses").objects()) {
        statuses.put(status.text("name"), status);
      }
      List<Scene.Dot> dots = new ArrayList<>();
      for (Json.Object container : pod.object("spec").array("containers").objects()) {
        String name = container.text("name");
        dots.add(new Scene.Dot(name, health(statuses.getOrDefault(name, Json.object()))));
      }
      return dots;
    }

    private static Health health(Json.Object status) {
      Json.Object state = status.object("state");
      if (state.has("running")) {
        return status.bool("ready") ? Health.OK : Health.WAIT;
      }
      if (state.has("terminated")) {
        return state.object("terminated").number("exitCode", 0) == 0 ? Health.DONE : Health.BAD;
      }
      String reason = state.object("waiting").text("reason", "ContainerCreating");
      return reason.equals("ContainerCreating") || reason.equals("PodInitializing")
          ? Health.WAIT
          : Health.BAD;
    }
  }
}
