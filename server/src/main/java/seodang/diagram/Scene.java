package seodang.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.kube.ClusterState;

/// What the picture of a cluster shows and where, before it is drawn.
///
/// Top to bottom: the control plane; what is wanted (workloads and the objects they use); what is
/// there (the way in on the left, nodes as rooms with their Pods on the right). Within each place
/// things stand in slots that stay theirs.
///
/// @param components of the control plane, in the order of a request's way
/// @param folders workloads, by slot
/// @param notes other objects, by slot
/// @param gates Services, by slot
/// @param rooms nodes, by slot
/// @param waiting Pods that no node has been chosen for, by slot
/// @param ghosts what the task wants and is not there
/// @param journey how the last command went through the cluster
/// @param slots carried to the next scene
public record Scene(
    List<Component> components,
    List<Folder> folders,
    List<Note> notes,
    List<Gate> gates,
    List<Room> rooms,
    List<Tile> waiting,
    List<Ghost> ghosts,
    Journey journey,
    Slots slots) {

  private static final Scene EMPTY =
      new Scene(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Journey.NONE,
          Slots.EMPTY);

  /// Where a first picture starts from.
  public static Scene empty() {
    return EMPTY;
  }

  /// The picture of a state, in which everything that `previous` shows as well stays in its place.
  public static Scene next(Scene previous, ClusterState state, View view) {
    return new Composition(previous.slots, state, view).scene();
  }

  /// One component of the control plane.
  ///
  /// @param place its name among the journey's places: `api`, `etcd`, `sched`, `cm`
  /// @param pod it runs as; null where the cluster shows none
  public record Component(String place, String label, @Nullable ObjectRef pod, State state) {}

  /// A workload with what it owns nested in it.
  ///
  /// @param count `2/3`: ready and wanted
  /// @param quiet not what the reader should look at now
  public record Folder(
      ObjectRef ref, State state, String count, List<Owned> owned, boolean quiet, int slot) {}

  /// A ReplicaSet in its Deployment, or the Pods of another workload (`ref` is then the workload
  /// itself).
  ///
  /// @param marks one for each Pod, at most [#MARKS]; `pods` is how many there are
  public record Owned(ObjectRef ref, String count, List<Mark> marks, int pods) {
    public static final int MARKS = 12;
  }

  /// A Pod seen from its owner.
  public record Mark(ObjectRef pod, Health health) {}

  /// A Pod, or a stack of more than [Composition#ALIKE] alike.
  ///
  /// @param key the same for the same Pod for ever: its UID
  /// @param ref the Pod; for a stack its owner
  /// @param owner whose it is, topmost; null for a Pod of its own
  /// @param version the tag of its container's image, by which a rollout's old and new are told
  ///   apart; `""` for several containers, none or a long one
  /// @param members how many Pods this stands for
  public record Tile(
      String key,
      ObjectRef ref,
      State state,
      List<Dot> containers,
      String ready,
      int restarts,
      String version,
      @Nullable ObjectRef owner,
      int members,
      boolean quiet,
      int slot) {}

  /// A container.
  public record Dot(String name, Health health) {}

  /// A Service.
  ///
  /// @param ports as `80→8080/TCP`, `80:30080/TCP`
  /// @param endpoints the Pods it leads to
  /// @param selects chooses its Pods by a selector; one that does not may lead elsewhere
  /// @param outside reachable from outside the cluster
  public record Gate(
      ObjectRef ref,
      String type,
      String address,
      List<String> ports,
      List<Way> endpoints,
      boolean selects,
      boolean outside,
      boolean quiet,
      int slot) {
    public long ready() {
      return endpoints.stream().filter(Way::ready).count();
    }
  }

  /// From a Service to a Pod.
  public record Way(ObjectRef pod, boolean ready) {}

  /// A node.
  ///
  /// @param system Pods of `kube-system`, kept small
  /// @param note taints and the like, in a word; `""` for none
  public record Room(
      ObjectRef ref,
      State state,
      boolean controlPlane,
      String note,
      List<Tile> tiles,
      List<Tile> system,
      int slot) {}

  /// Another object, or a stack of them.
  ///
  /// @param members how many objects this stands for
  public record Note(
      ObjectRef ref,
      Shape shape,
      State state,
      String detail,
      int members,
      boolean quiet,
      int slot) {
    public enum Shape {
      NOTE,
      KEYED,
      DRUM
    }
  }

  /// Something wanted that is not there.
  public record Ghost(String kind, String name) {
    public String spoken() {
      return Kind.korean(kind) + (name.isEmpty() ? "" : " " + name);
    }
  }
}
