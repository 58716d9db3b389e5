// Longer than most: one method per kind of thing drawn, which read best side by side.
package seodang.diagram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.diagram.Geometry.Box;

/// Draws a scene as SVG with classes only; `static/css/diagram.css` gives the colours.
///
/// Each thing is a `g.thing` with an id of its own, so that the page can change the picture in
/// place, and with `data-kind`, `data-namespace`, `data-name`, by which it is opened. Places of the
/// journey carry `data-place`.
public final class SceneSvg {
  /// How many numbers stand at one place of the journey before the rest is a count.
  private static final int BADGES = 6;

  /// How the picture lies in its window: side by side, or below one another for a telephone.
  public enum Layout {
    WIDE,
    TALL
  }

  private final Scene scene;
  private final Geometry geometry;
  private final Svg svg = new Svg();
  private final Map<ObjectRef, Box> pods = new HashMap<>();
  private final Map<ObjectRef, Box> stacks = new HashMap<>();
  private final Map<String, Integer> tints = new TreeMap<>();

  private SceneSvg(Scene scene, Layout layout) {
    this.scene = scene;
    this.geometry = new Geometry(scene, layout);
    namespaces();
  }

  /// The picture, `<svg id="diagram">`.
  public static String draw(Scene scene, Layout layout) {
    return new SceneSvg(scene, layout).draw();
  }

  private void namespaces() {
    scene.folders().forEach(folder -> tints.put(folder.ref().namespace(), 0));
    scene.gates().forEach(gate -> tints.put(gate.ref().namespace(), 0));
    scene.notes().forEach(note -> tints.put(note.ref().namespace(), 0));
    scene.waiting().forEach(tile -> tints.put(tile.ref().namespace(), 0));
    scene.rooms().forEach(r -> r.tiles().forEach(t -> tints.put(t.ref().namespace(), 0)));
    tints.remove("");
    // A namespace's tint comes from its name: it must not change when another one comes or goes.
    tints.replaceAll(
        (name, ignored) -> name.equals("default") ? 0 : 1 + Math.floorMod(name.hashCode(), 5));
  }

  private String draw() {
    svg.open(
        "svg",
        "id",
        "diagram",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "-6 -6 " + (geometry.width() + 12) + " " + (geometry.height() + 12),
        "role",
        "group",
        "aria-label",
        "클러스터 그림",
        "class",
        "diagram");
    controlPlane();
    wanted();
    present();
    return svg.close().toString();
  }

  // Top: the control plane.

  private void controlPlane() {
    svg.open("g", "class", "strip");
    Box kubectl = geometry.component(0);
    Box api = geometry.component(1);
    int bus = api.bottom() + 8;
    svg.path("M%d %dH%d".formatted(kubectl.right(), kubectl.middle(), api.x()), "rail");
    svg.path("M%d %dH%d".formatted(api.right(), api.middle(), geometry.component(2).x()), "rail");
    svg.path(
        "M%d %dV%dH%dV%d"
            .formatted(
                api.centre(),
                api.bottom(),
                bus,
                geometry.component(4).centre(),
                atBus(geometry.component(4), bus)),
        "rail");
    Box manager = geometry.component(3);
    svg.path(
        "M%d %dV%dH%d".formatted(manager.centre(), atBus(manager, bus), bus, api.centre()), "rail");
    svg.open("g", "id", "place-kubectl", "data-place", "kubectl", "class", "component outside");
    svg.rect(kubectl.x(), kubectl.y(), kubectl.width(), kubectl.height(), 19, "box");
    svg.textMiddle(kubectl.centre(), kubectl.middle() + 5, "mono", "kubectl");
    svg.close();
    badges("kubectl", kubectl.x() + 10, kubectl.bottom() + 13);
    for (int i = 0; i < scene.components().size(); i++) {
      component(scene.components().get(i), geometry.component(i + 1));
    }
    svg.close();
  }

  /// The edge of a box that is nearest to the line between the components.
  private static int atBus(Box box, int bus) {
    return box.y() > bus ? box.y() : box.bottom();
  }

  private void component(Scene.Component component, Box box) {
    ObjectRef ref = component.pod();
    if (ref == null) {
      svg.open(
          "g",
          "id",
          "place-" + component.place(),
          "data-place",
          component.place(),
          "class",
          "component");
    } else {
      thing(
          "place-" + component.place(),
          ref,
          "component",
          component.state(),
          component.label() + ", " + component.state().word(),
          component.place());
    }
    svg.rect(box.x(), box.y(), box.width(), box.height(), 6, "box");
    glyph(box.x() + 18, box.middle(), component.state().health());
    svg.text(box.x() + 33, box.middle() + 5, "label", component.label());
    if (component.state().health() != Health.OK) {
      svg.textEnd(
          box.right() - 10, box.middle() + 4, "word", shorten(component.state().word(), 11));
    }
    svg.close();
    badges(component.place(), box.x() + 10, box.bottom() + 13);
  }

  /// The numbers of the steps that began at a place.
  private void badges(String place, int x, int y) {
    List<Journey.Step> here = new ArrayList<>();
    for (Journey.Step step : scene.journey().steps()) {
      if (step.path().getFirst().equals(place)) {
        here.add(step);
      }
    }
    if (here.isEmpty()) {
      return;
    }
    svg.open("g", "class", "badges", "aria-hidden", "true");
    for (int i = 0; i < Math.min(BADGES, here.size()); i++) {
      Journey.Step step = here.get(i);
      svg.open("g", "class", step.refused() ? "badge refused" : "badge");
      svg.empty("circle", "cx", x + i * 19, "cy", y, "r", 8);
      svg.textMiddle(x + i * 19, y + 4, "number", Integer.toString(step.number()));
      svg.title(step.text());
      svg.close();
    }
    if (here.size() > BADGES) {
      svg.text(x + BADGES * 19 - 6, y + 4, "small", "+" + (here.size() - BADGES));
    }
    svg.close();
  }

  // Middle: what is wanted.

  private void wanted() {
    svg.open("g", "class", "wanted");
    svg.text(0, geometry.bandTop() + 9, "section", "의도한 상태");
    legend();
    if (scene.folders().isEmpty() && scene.ghosts().isEmpty() && scene.notes().isEmpty()) {
      svg.rect(0, geometry.bandTop() + 20, geometry.width(), Geometry.FOLDER_HEIGHT, 6, "vacant");
      int middle = geometry.bandTop() + 20 + Geometry.FOLDER_HEIGHT / 2;
      svg.textMiddle(geometry.width() / 2, middle - 6, "quietly", "아직 만든 것이 없습니다.");
      svg.textMiddle(
          geometry.width() / 2, middle + 15, "quietly", "터미널에서 kubectl create로 만들면 여기에 나타납니다.");
    }
    scene.folders().forEach(folder -> folder(folder, geometry.folder(folder.slot())));
    scene.notes().forEach(note -> note(note, geometry.note(note.slot())));
    int next = scene.folders().stream().mapToInt(Scene.Folder::slot).max().orElse(-1) + 1;
    for (Scene.Ghost ghost : scene.ghosts()) {
      if (Geometry.isWorkload(ghost)) {
        ghost(ghost, geometry.folder(next++));
      }
    }
    svg.close();
  }

  /// Which tint is which namespace; nothing while there is one alone.
  private void legend() {
    if (tints.size() < 2) {
      return;
    }
    int x = geometry.width();
    for (Map.Entry<String, Integer> tint : tints.entrySet()) {
      String name = shorten(tint.getKey(), 18);
      x -= 6 * name.length();
      svg.text(x, geometry.bandTop() + 9, "mono small", name);
      x -= 15;
      svg.rect(x, geometry.bandTop(), 10, 10, 3, "swatch ns-" + tint.getValue());
      x -= 14;
    }
  }

  private void folder(Scene.Folder folder, Box box) {
    svg.open("g", "id", "workload-" + folder.ref().id(), "class", "workload");
    thing(
        "folder-" + folder.ref().id(),
        folder.ref(),
        "folder" + quiet(folder.quiet()),
        folder.state(),
        folder.ref().spoken() + ", 준비 " + folder.count(),
        null);
    int x = box.x();
    int y = box.y();
    svg.path(
        "M%d %dV%dq0 -6 6 -6H%dl8 17H%dq6 0 6 6V%dq0 6 -6 6H%dq-6 0 -6 -6Z"
            .formatted(
                x, box.bottom() - 6, y + 6, x + 108, box.right() - 6, box.bottom() - 6, x + 6),
        "box " + tint(folder.ref()));
    svg.text(x + 11, y + 14, "kind", Kind.korean(folder.ref().kind()));
    glyph(x + 20, y + 34, folder.state().health());
    svg.text(x + 35, y + 38, "name", shorten(folder.ref().name(), 18));
    svg.textEnd(box.right() - 12, y + 38, "count", folder.count());
    svg.close();
    int line = y + 60;
    for (Scene.Owned group : folder.owned()) {
      if (line > box.bottom() - 6) {
        break;
      }
      // Beside the folder, not in it: a thing to choose cannot stand within another.
      owned(folder, group, x + 12, box.right() - 12, line);
      line += 21;
    }
    svg.close();
  }

  private void owned(Scene.Folder folder, Scene.Owned group, int left, int right, int y) {
    boolean nested = !group.ref().equals(folder.ref());
    if (nested) {
      thing(
          "owned-" + group.ref().id(),
          group.ref(),
          group.pods() == 0 ? "owned past" : "owned",
          new State(Health.OK, group.count()),
          group.ref().spoken() + ", 준비 " + group.count(),
          null);
      svg.rect(left - 4, y - 14, right - left + 8, 20, 4, "line");
      String name = group.ref().name();
      String suffix =
          name.startsWith(folder.ref().name())
              ? name.substring(folder.ref().name().length())
              : name;
      svg.text(left, y, "mono small", shorten("…" + suffix, 13));
      svg.textEnd(right, y, "mono small", group.count());
    }
    int x = nested ? left + 84 : left;
    int room = nested ? 5 : 12;
    int shown = group.pods() > room ? room - 1 : group.marks().size();
    for (Scene.Mark mark : group.marks().subList(0, shown)) {
      svg.open(
          "g",
          "class",
          "mark is-" + mark.health().token(),
          "data-pod",
          mark.pod().namespace() + "/" + mark.pod().name());
      svg.rect(x, y - 9, 9, 9, 2, "fill");
      svg.title(mark.pod().name());
      svg.close();
      x += 12;
    }
    if (group.pods() > shown) {
      svg.text(x, y, "small", "+" + (group.pods() - shown));
    }
    if (nested) {
      svg.close();
    }
  }

  private void note(Scene.Note note, Box box) {
    boolean several = note.members() > 1;
    String spoken =
        (several ? Kind.korean(note.ref().kind()) : note.ref().spoken())
            + (note.detail().isEmpty() ? "" : ", " + note.detail());
    thing(
        (several ? "notes-" + note.ref().kind() : "note-" + note.ref().id()),
        note.ref(),
        "note" + quiet(note.quiet()),
        note.state(),
        spoken,
        null);
    if (several) {
      svg.rect(box.x() + 4, box.y() - 4, box.width() - 4, box.height(), 6, "box behind");
    }
    switch (note.shape()) {
      case DRUM -> drum(box);
      case NOTE, KEYED ->
          svg.path(
              "M%d %dh%dl12 12v%dh-%dz"
                  .formatted(box.x(), box.y(), box.width() - 12, box.height() - 12, box.width()),
              "box " + tint(note.ref()));
    }
    int left = box.x() + 10;
    if (note.shape() == Scene.Note.Shape.KEYED) {
      svg.path(
          "M%d %da3.5 3.5 0 1 1 0 .1h8m-3 0v3".formatted(box.right() - 32, box.y() + 14), "key");
    }
    String detail = note.detail().isEmpty() ? "" : " · " + note.detail();
    svg.text(left, box.y() + 15, "kind", Kind.korean(note.ref().kind()) + detail);
    svg.text(left, box.y() + 31, "mono", several ? "모두 보기" : shorten(note.ref().name(), 20));
    svg.close();
  }

  private void drum(Box box) {
    int w = box.width();
    svg.path(
        "M%d %dv%da%d 5 0 0 0 %d 0v-%da%d 5 0 0 0 -%d 0z"
            .formatted(
                box.x(), box.y() + 5, box.height() - 10, w / 2, w, box.height() - 10, w / 2, w),
        "box");
  }

  private void ghost(Scene.Ghost ghost, Box box) {
    svg.open(
        "g",
        "id",
        "ghost-" + ghost.kind() + "-" + ghost.name(),
        "class",
        "ghost",
        "role",
        "img",
        "aria-label",
        "목표: " + ghost.spoken() + ", 아직 없음");
    svg.rect(box.x(), box.y(), box.width(), box.height(), 6, "box");
    svg.textMiddle(box.centre(), box.middle() - 3, "kind", "목표 · " + Kind.korean(ghost.kind()));
    svg.textMiddle(box.centre(), box.middle() + 14, "mono", shorten(ghost.name(), 20));
    svg.close();
  }

  // Bottom: what is there.

  private void present() {
    svg.open("g", "class", "present");
    int y = geometry.bodyTop() + 9;
    svg.text(0, y, "section", "들어오는 길");
    svg.text(geometry.roomsLeft(), geometry.roomsLabel(), "section", "실제 상태");
    scene.rooms().forEach(this::roomWalls);
    waitingWalls();
    place();
    scene.gates().forEach(this::ways);
    scene.gates().forEach(this::gate);
    int next = scene.gates().stream().mapToInt(Scene.Gate::slot).max().orElse(-1) + 1;
    for (Scene.Ghost ghost : scene.ghosts()) {
      if (Kind.of(ghost.kind()) == Kind.SERVICE) {
        ghost(ghost, geometry.gate(next++));
      }
    }
    for (Scene.Room room : scene.rooms()) {
      room.tiles().forEach(tile -> tile(tile, geometry.tile(room, tile.slot())));
    }
    scene.waiting().forEach(tile -> tile(tile, geometry.waiting(tile.slot())));
    int free = scene.waiting().stream().mapToInt(Scene.Tile::slot).max().orElse(-1) + 1;
    for (Scene.Ghost ghost : scene.ghosts()) {
      if (Kind.of(ghost.kind()) == Kind.POD) {
        ghost(ghost, geometry.waiting(free++));
      }
    }
    svg.close();
  }

  /// Where each Pod is, for the ways that lead to it.
  private void place() {
    for (Scene.Room room : scene.rooms()) {
      for (Scene.Tile tile : room.tiles()) {
        (tile.members() > 1 ? stacks : pods).put(tile.ref(), geometry.tile(room, tile.slot()));
      }
    }
  }

  private void roomWalls(Scene.Room room) {
    Box box = geometry.room(room);
    thing(
        "room-" + room.ref().name(),
        room.ref(),
        room.controlPlane() ? "room control" : "room",
        room.state(),
        room.ref().spoken() + ", " + room.state().word(),
        "kubelet/" + room.ref().name());
    svg.rect(box.x(), box.y(), box.width(), box.height(), 6, "box");
    glyph(box.x() + 18, box.y() + 18, room.state().health());
    svg.text(box.x() + 33, box.y() + 23, "name", shorten(room.ref().name(), 16));
    if (room.state().health() != Health.OK) {
      svg.textEnd(
          box.right() - 10,
          box.y() + 22,
          "word",
          shorten(room.state().word(), room.controlPlane() ? 4 : 24));
    }
    svg.close();
    int after = box.x() + 33 + 8 * Math.min(16, room.ref().name().length()) + 14;
    badges("kubelet/" + room.ref().name(), after, box.y() + 18);
    system(room, box);
  }

  private void system(Scene.Room room, Box box) {
    if (room.system().isEmpty()) {
      return;
    }
    int y = box.bottom() - 20;
    int x = box.x() + 10;
    svg.open("g", "class", "system");
    svg.text(x, y + 10, "small", "시스템");
    x += 44;
    for (Scene.Tile tile : room.system()) {
      if (x > box.right() - 20) {
        break;
      }
      thing(
          "tile-" + tile.key(),
          tile.ref(),
          "dot",
          tile.state(),
          tile.ref().spoken() + ", " + tile.state().word(),
          null);
      svg.rect(x, y, 11, 11, 3, "fill");
      svg.close();
      x += 16;
    }
    svg.close();
  }

  private void waitingWalls() {
    boolean ghosts = scene.ghosts().stream().anyMatch(ghost -> Kind.of(ghost.kind()) == Kind.POD);
    if (scene.waiting().isEmpty() && !ghosts) {
      return;
    }
    Box box = geometry.waitingRoom();
    svg.open("g", "id", "room-waiting", "class", "room waiting");
    svg.rect(box.x(), box.y(), box.width(), box.height(), 6, "box");
    svg.text(
        box.x() + 10,
        box.y() + 15,
        "small",
        scene.waiting().isEmpty() ? "새 파드가 올 곳" : "노드를 기다리는 파드");
    svg.close();
  }

  private void ways(Scene.Gate gate) {
    for (Scene.Way way : gate.endpoints()) {
      Box to = pods.get(way.pod());
      if (to == null) {
        continue;
      }
      svg.empty(
          "path",
          "id",
          "way-" + gate.ref().id() + "-" + way.pod().name(),
          "d",
          geometry.way(gate.slot(), to),
          "class",
          (way.ready() ? "way" : "way closed") + quiet(gate.quiet()),
          "data-gate",
          gate.ref().id());
    }
  }

  private void gate(Scene.Gate gate) {
    Box box = geometry.gate(gate.slot());
    Health health = gate.selects() && gate.ready() == 0 ? Health.WAIT : Health.OK;
    thing(
        "gate-" + gate.ref().id(),
        gate.ref(),
        "gate" + quiet(gate.quiet()),
        new State(health, gate.type()),
        gate.ref().spoken() + ", " + gate.type() + ", 준비된 파드 " + gate.ready() + "개",
        null);
    int x = box.x();
    svg.path(
        "M%d %dv-%dq0 -8 8 -8h%dq8 0 8 8v%dz"
            .formatted(x, box.bottom(), box.height() - 8, box.width() - 16, box.height() - 8),
        "box " + tint(gate.ref()));
    svg.path("M%d %dh%d".formatted(x - 4, box.bottom(), box.width() + 8), "sill");
    svg.text(x + 12, box.y() + 18, "kind", "서비스 · " + gate.type());
    svg.text(x + 12, box.y() + 36, "name", shorten(gate.ref().name(), gate.selects() ? 13 : 18));
    if (gate.selects()) {
      svg.textEnd(
          box.right() - 12, box.y() + 36, "count", gate.ready() + "/" + gate.endpoints().size());
    }
    svg.text(x + 12, box.y() + 52, "mono small", shorten(String.join(" ", gate.ports()), 21));
    if (gate.outside()) {
      svg.path("M%d %dh-6m3 -4l4 4l-4 4".formatted(x + 2, box.y() + 24), "inward");
    }
    svg.close();
  }

  private void tile(Scene.Tile tile, Box box) {
    boolean stack = tile.members() > 1;
    String spoken =
        stack
            ? tile.ref().spoken() + "의 파드 " + tile.members() + "개"
            : tile.ref().spoken() + ", " + tile.state().word() + ", 준비 " + tile.ready();
    thing(
        "tile-" + tile.key(), tile.ref(), "tile" + quiet(tile.quiet()), tile.state(), spoken, null);
    if (stack) {
      svg.rect(box.x() + 6, box.y() - 4, box.width() - 6, box.height(), 6, "box behind");
    }
    svg.rect(
        box.x(),
        box.y(),
        stack ? box.width() - 4 : box.width(),
        box.height(),
        6,
        "box " + tint(tile.ref()));
    glyph(box.x() + 15, box.y() + 15, tile.state().health());
    svg.text(
        box.x() + 28, box.y() + 19, "name", middle(tile.ref().name(), (box.width() - 36) * 4 / 25));
    int x = box.x() + 12;
    for (Scene.Dot dot : tile.containers()) {
      svg.open("g", "class", "container is-" + dot.health().token());
      svg.empty("circle", "cx", x + 3, "cy", box.y() + 33, "r", 4, "class", "fill");
      svg.title("컨테이너 " + dot.name() + ", " + dot.health().word());
      svg.close();
      x += 11;
    }
    svg.text(Math.max(x + 3, box.x() + 28), box.y() + 37, "word", tile.state().word());
    if (stack) {
      svg.textEnd(box.right() - 14, box.y() + 37, "count", "×" + tile.members());
    } else if (tile.restarts() > 0 && tile.state().word().length() < 12) {
      int again = box.right() - 12 - 6 * Integer.toString(tile.restarts()).length();
      svg.path("M%d %da4 4 0 1 1 -3 -1.4m0 -2.4v2.8h-2.8".formatted(again, box.y() + 33), "again");
      svg.textEnd(box.right() - 8, box.y() + 37, "mono small", Integer.toString(tile.restarts()));
    } else if (tile.containers().size() > 1 && tile.state().word().length() < 12) {
      svg.textEnd(box.right() - 8, box.y() + 37, "mono small", tile.ready());
    } else if (!tile.version().isEmpty()
        && tile.state().word().length() + tile.version().length() < 16) {
      svg.textEnd(box.right() - 8, box.y() + 37, "mono small", tile.version());
    }
    svg.close();
  }

  // Shared strokes.

  /// Begins a thing that can be chosen.
  private void thing(
      String id, ObjectRef ref, String type, State state, String spoken, @Nullable String place) {
    List<Object> attributes =
        new ArrayList<>(
            List.of(
                "id",
                id,
                "class",
                "thing " + type + " is-" + state.health().token(),
                "role",
                "button",
                "tabindex",
                "-1",
                "aria-label",
                spoken,
                "data-kind",
                ref.kind(),
                "data-namespace",
                ref.namespace(),
                "data-name",
                ref.name()));
    if (place != null) {
      attributes.add("data-place");
      attributes.add(place);
    }
    svg.open("g", attributes.toArray());
    svg.title(spoken);
  }

  /// Drawn, not written: no typeface need have these signs.
  private void glyph(int x, int y, Health health) {
    svg.open("g", "class", "glyph is-" + health.token());
    svg.empty("circle", "cx", x, "cy", y, "r", 8, "class", "fill");
    String sign =
        switch (health) {
          case OK, DONE -> "m-3.6 .2l2.6 2.8l4.6 -5.4";
          case WAIT -> "v-4.4m0 4.4l3 2";
          case BAD -> "m0 -4.2v5m0 3v.2";
          case GONE -> "m-2.8 -2.8l5.6 5.6m0 -5.6l-5.6 5.6";
        };
    svg.path("M%d %d%s".formatted(x, y, sign), "sign");
    svg.close();
  }

  private static String quiet(boolean quiet) {
    return quiet ? " quiet" : "";
  }

  private String tint(ObjectRef ref) {
    return "ns-" + tints.getOrDefault(ref.namespace(), 0);
  }

  /// Cut at the end.
  static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  /// Cut in the middle: the end of a Pod's name is what tells it from its kin.
  static String middle(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int tail = 6;
    return text.substring(0, length - tail - 1) + "…" + text.substring(text.length() - tail);
  }
}
