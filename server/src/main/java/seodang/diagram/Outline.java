package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the picture shows, as a list that a screen reader walks.
///
/// @param items top to bottom as in the picture
public record Outline(List<Item> items) {

  /// @param ref opened by choosing it; null for a heading
  public record Item(String text, @Nullable ObjectRef ref, List<Item> items) {}

  public static Outline of(Scene scene) {
    List<Item> items = new ArrayList<>();
    items.add(heading("컨트롤 플레인", components(scene)));
    items.add(heading("의도한 상태", wanted(scene)));
    items.add(heading("서비스", gates(scene)));
    if (!scene.waiting().isEmpty()) {
      items.add(heading("노드를 기다리는 파드", tiles(scene.waiting())));
    }
    items.add(heading("노드", rooms(scene)));
    if (!scene.ghosts().isEmpty()) {
      items.add(
          heading(
              "아직 없는 목표",
              scene.ghosts().stream().map(g -> new Item(g.spoken(), null, List.of())).toList()));
    }
    return new Outline(items);
  }

  private static Item heading(String text, List<Item> items) {
    return new Item(items.isEmpty() ? text + ": 없음" : text, null, items);
  }

  private static String say(State state) {
    return state.word().isEmpty() ? state.health().word() : state.word();
  }

  private static List<Item> components(Scene scene) {
    return scene.components().stream()
        .map(c -> new Item(c.label() + ", " + say(c.state()), c.pod(), List.of()))
        .toList();
  }

  private static List<Item> wanted(Scene scene) {
    List<Item> items = new ArrayList<>();
    for (Scene.Folder folder : scene.folders()) {
      List<Item> owned = new ArrayList<>();
      for (Scene.Owned group : folder.owned()) {
        if (!group.ref().equals(folder.ref())) {
          owned.add(
              new Item(group.ref().spoken() + ", 준비 " + group.count(), group.ref(), List.of()));
        }
      }
      items.add(new Item(folder.ref().spoken() + ", 준비 " + folder.count(), folder.ref(), owned));
    }
    for (Scene.Note note : scene.notes()) {
      String detail = note.detail().isEmpty() ? "" : ", " + note.detail();
      items.add(
          note.members() > 1
              ? new Item(Kind.korean(note.ref().kind()) + detail, null, List.of())
              : new Item(note.ref().spoken() + detail, note.ref(), List.of()));
    }
    return items;
  }

  private static List<Item> gates(Scene scene) {
    List<Item> items = new ArrayList<>();
    for (Scene.Gate gate : scene.gates()) {
      List<Item> ways =
          gate.endpoints().stream()
              .map(way ->
                  new Item(
                      way.pod().spoken() + (way.ready() ? ", 연결됨" : ", 아직 준비 안 됨"),
                      way.pod(),
                      List.of()))
              .toList();
      items.add(
          new Item(
              gate.ref().spoken()
                  + ", "
                  + gate.type()
                  + ", 포트 "
                  + String.join(" ", gate.ports())
                  + ", 준비된 파드 "
                  + gate.ready()
                  + "개",
              gate.ref(),
              ways));
    }
    return items;
  }

  private static List<Item> rooms(Scene scene) {
    List<Item> items = new ArrayList<>();
    for (Scene.Room room : scene.rooms()) {
      List<Item> inside = new ArrayList<>(tiles(room.tiles()));
      if (!room.system().isEmpty()) {
        inside.add(new Item("시스템 파드 " + room.system().size() + "개", null, tiles(room.system())));
      }
      items.add(
          new Item(
              room.ref().name() + ", " + room.state().word(), room.ref(), List.copyOf(inside)));
    }
    return items;
  }

  private static List<Item> tiles(List<Scene.Tile> tiles) {
    return tiles.stream()
        .map(tile ->
            new Item(
                tile.members() > 1
                    ? tile.ref().spoken() + "의 파드 " + tile.members() + "개, " + say(tile.state())
                    : tile.ref().spoken()
                        + ", "
                        + say(tile.state())
                        + ", 준비 "
                        + tile.ready()
                        + (tile.restarts() > 0 ? ", 다시 시작 " + tile.restarts() + "번" : ""),
                tile.ref(),
                List.of()))
        .toList();
  }
}
