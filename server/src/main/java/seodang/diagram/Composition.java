package seodang.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// One reading of a cluster for its picture: the state, what is looked at, and the slots as they
/// fill.
final class Composition {
  /// More Pods of one owner than this become a stack.
  static final int ALIKE = 12;

  /// Namespaces that Kubernetes keeps for itself.
  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private static final Comparator<Json.Object> BY_AGE =
      Comparator.comparing(
              (Json.Object object) -> object.object("metadata").text("creationTimestamp"))
          .thenComparing(object -> object.object("metadata").text("namespace"))
          .thenComparing(object -> object.object("metadata").text("name"));

  private final ClusterState state;
  private final View view;
  private final Map<String, List<Json.Object>> lists = new HashMap<>();
  private final boolean focused;
  private Slots slots;

  Composition(Slots slots, ClusterState state, View view) {
    this.slots = slots;
    this.state = state;
    this.view = view;
    this.focused = !view.focus().isEmpty() && anythingInFocus();
  }

  Scene scene() {
    List<Scene.Component> components = ControlPlane.of(this);
    List<Scene.Folder> folders = Workloads.of(this);
    List<Scene.Note> notes = Notes.of(this);
    List<Scene.Gate> gates = Gates.of(this);
    Rooms rooms = Rooms.of(this);
    return new Scene(
        components,
        folders,
        notes,
        gates,
        rooms.rooms(),
        rooms.waiting(),
        ghosts(),
        Journey.of(state),
        slots);
  }

  ClusterState state() {
    return state;
  }

  /// All objects of a kind, oldest first; read once.
  List<Json.Object> all(Kind kind) {
    return lists.computeIfAbsent(
        kind.name(),
        ignored -> {
          List<Json.Object> objects = state.list(kind.group(), kind.resource(), "");
          objects.sort(BY_AGE);
          return objects;
        });
  }

  static boolean isSystem(Json.Object object) {
    return SYSTEM.contains(object.object("metadata").text("namespace"));
  }

  /// The controlling owner; null for an object of its own.
  static @Nullable ObjectRef owner(Json.Object object) {
    Json.Object metadata = object.object("metadata");
    for (Json.Object reference : metadata.array("ownerReferences").objects()) {
      if (reference.bool("controller")) {
        return new ObjectRef(
            reference.text("kind"), metadata.text("namespace"), reference.text("name"));
      }
    }
    return null;
  }

  /// The Pods that an object controls, oldest first.
  List<Json.Object> podsOf(ObjectRef ref) {
    return all(Kind.POD).stream().filter(pod -> ref.equals(owner(pod))).toList();
  }

  /// The topmost owner: the Deployment of a Pod's ReplicaSet; null for an object of its own.
  @Nullable ObjectRef root(Json.Object object) {
    ObjectRef found = null;
    ObjectRef next = owner(object);
    while (next != null) {
      found = next;
      Json.Object there = Kind.find(state, next);
      next = there == null ? null : owner(there);
    }
    return found;
  }

  /// Gives every thing its slot in a place; new ones choose in the order given.
  <T> Function<T, Integer> place(String place, List<T> things, Function<T, String> key) {
    slots = slots.assign(place, things.stream().map(key).toList());
    Slots now = slots;
    return thing -> now.of(place, key.apply(thing));
  }

  /// Whether an object is dimmed: something is in focus, and neither it nor an owner of it is.
  boolean quiet(ObjectRef ref, Json.Object object) {
    return focused && !inFocus(ref) && !ownerInFocus(object);
  }

  /// Whether a Pod is dimmed; false for one that is not there.
  boolean quietPod(ObjectRef ref) {
    Json.Object pod = Kind.find(state, ref);
    return pod != null && quiet(ref, pod);
  }

  private boolean ownerInFocus(Json.Object object) {
    ObjectRef owner = owner(object);
    while (owner != null) {
      if (inFocus(owner)) {
        return true;
      }
      Json.Object there = Kind.find(state, owner);
      owner = there == null ? null : owner(there);
    }
    return false;
  }

  private boolean inFocus(ObjectRef ref) {
    Kind kind = Kind.of(ref.kind());
    String resource = kind == null ? ref.kind() : kind.resource();
    for (String key : view.focus()) {
      int slash = key.indexOf('/');
      Kind wanted = Kind.of(slash < 0 ? key : key.substring(0, slash));
      if (wanted != null
          && wanted.resource().equals(resource)
          && (slash < 0 || key.substring(slash + 1).equals(ref.name()))) {
        return true;
      }
    }
    return false;
  }

  /// A focus on what is not there yet dims nothing.
  private boolean anythingInFocus() {
    for (String key : view.focus()) {
      int slash = key.indexOf('/');
      Kind kind = Kind.of(slash < 0 ? key : key.substring(0, slash));
      if (kind != null
          && (slash < 0 ? !all(kind).isEmpty() : named(kind, key.substring(slash + 1)))) {
        return true;
      }
    }
    return false;
  }

  private boolean named(Kind kind, String name) {
    return all(kind).stream()
        .anyMatch(object -> object.object("metadata").text("name").equals(name));
  }

  private List<Scene.Ghost> ghosts() {
    List<Scene.Ghost> ghosts = new ArrayList<>();
    for (View.Goal goal : view.goals()) {
      Kind kind = Kind.of(goal.kind());
      boolean there =
          kind != null
              && (goal.name().isEmpty()
                  ? all(kind).stream().anyMatch(object -> !isSystem(object))
                  : named(kind, goal.name()));
      if (!there) {
        ghosts.add(new Scene.Ghost(goal.kind(), goal.name()));
      }
    }
    return ghosts;
  }
}
