package seodang.diagram;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where each thing of a scene is drawn, in the picture's own units; a function of slots and the
/// layout alone, so that a thing that keeps its slot keeps its place.
///
/// Wide: nodes side by side, Services left of them. Tall, for a telephone: all below one another.
final class Geometry {
  static final int TILE_HEIGHT = 45;
  static final int FOLDER_WIDTH = 216;
  static final int FOLDER_HEIGHT = 88;
  static final int NOTE_WIDTH = 148;
  static final int NOTE_HEIGHT = 40;
  static final int GATE_HEIGHT = 60;
  static final int ROOM_HEAD = 34;

  private static final int GAP = 8;
  private static final int PAD = 8;
  private static final int LABEL = 21;
  private static final int ROOM_GAP = 12;
  private static final int ROOM_COLUMNS = 2;
  private static final int FEWEST_ROWS = 2;
  private static final int SYSTEM_ROW = 24;
  private static final int COMPONENT_HEIGHT = 38;

  /// What the two layouts differ in.
  private record Measures(
      int width,
      int tileWidth,
      int roomsLeft,
      int roomsPerRow,
      int foldersPerRow,
      int gatesPerRow,
      int gateWidth,
      int stripHeight) {
    static final Measures WIDE = new Measures(900, 138, 168, 3, 4, 1, 152, 66);
    static final Measures TALL = new Measures(380, 178, 0, 1, 1, 2, 186, 136);
  }

  record Box(int x, int y, int width, int height) {
    int right() {
      return x + width;
    }

    int bottom() {
      return y + height;
    }

    int middle() {
      return y + height / 2;
    }

    int centre() {
      return x + width / 2;
    }
  }

  private final Scene scene;
  private final Map<String, Box> rooms = new HashMap<>();
  private final int width;
  private final boolean tall;
  private final Measures measures;
  private final int bandTop;
  private final boolean notesBelow;
  private int height;
  private int waitingTop;

  Geometry(Scene scene, SceneSvg.Layout layout) {
    this.scene = scene;
    tall = layout == SceneSvg.Layout.TALL;
    measures = tall ? Measures.TALL : Measures.WIDE;
    bandTop = measures.stripHeight() + 10;
    int noteColumns = (top(scene.notes().stream().map(Scene.Note::slot).toList()) + 2) / 2;
    int folders = folderSlots();
    int workers = widestRow();
    width = Math.max(measures.width(), workers);
    notesBelow =
        Math.min(folders, measures.foldersPerRow()) * (FOLDER_WIDTH + GAP)
                + noteColumns * (NOTE_WIDTH + GAP)
            > width;
    placeRooms();
  }

  /// The highest slot; -1 when there is none.
  private static int top(List<Integer> slots) {
    return slots.stream().mapToInt(Integer::intValue).max().orElse(-1);
  }

  /// Slots in the row of workloads, with the ghosts that would stand there.
  private int folderSlots() {
    long ghosts = scene.ghosts().stream().filter(Geometry::isWorkload).count();
    return top(scene.folders().stream().map(Scene.Folder::slot).toList()) + 1 + (int) ghosts;
  }

  static boolean isWorkload(Scene.Ghost ghost) {
    Kind kind = Kind.of(ghost.kind());
    return kind != Kind.SERVICE && kind != Kind.POD && kind != Kind.NODE;
  }

  private int widestRow() {
    int widest = 0;
    int row = measures.roomsLeft();
    for (Scene.Room room : scene.rooms()) {
      row += roomWidth(room) + ROOM_GAP;
      if (room.slot() % measures.roomsPerRow() == measures.roomsPerRow() - 1) {
        widest = Math.max(widest, row - ROOM_GAP);
        row = measures.roomsLeft();
      }
    }
    return Math.max(widest, row - ROOM_GAP);
  }

  private int roomWidth(Scene.Room room) {
    int columns = columns(room);
    return columns * measures.tileWidth() + (columns - 1) * GAP + 2 * PAD;
  }

  private int columns(Scene.Room room) {
    return room.controlPlane() && !tall ? 1 : ROOM_COLUMNS;
  }

  private int tileRows(Scene.Room room) {
    int slots = top(room.tiles().stream().map(Scene.Tile::slot).toList()) + 1;
    return Math.max(fewestRows(room), (slots + columns(room) - 1) / columns(room));
  }

  /// Room is kept for Pods to come, except where they seldom do.
  private int fewestRows(Scene.Room room) {
    return tall && room.controlPlane() ? 0 : FEWEST_ROWS;
  }

  private void placeRooms() {
    int y = roomsTop();
    int x = measures.roomsLeft();
    int start = 0;
    List<Scene.Room> all = scene.rooms();
    while (start < all.size()) {
      int end = Math.min(start + measures.roomsPerRow(), all.size());
      List<Scene.Room> row = all.subList(start, end);
      int rows = row.stream().mapToInt(this::tileRows).max().orElse(FEWEST_ROWS);
      int roomHeight = ROOM_HEAD + rows * (TILE_HEIGHT + GAP) + SYSTEM_ROW + 4;
      for (Scene.Room room : row) {
        rooms.put(room.ref().name(), new Box(x, y, roomWidth(room), roomHeight));
        x += roomWidth(room) + ROOM_GAP;
      }
      y += roomHeight + ROOM_GAP;
      x = measures.roomsLeft();
      start = end;
    }
    waitingTop = y;
    int left = bodyTop() + LABEL + gateRows() * (GATE_HEIGHT + GAP);
    int right = waitingRows() == 0 ? y : y + LABEL + waitingRows() * (TILE_HEIGHT + GAP) + PAD;
    height = Math.max(left, right);
  }

  private int gateRows() {
    int gates = top(scene.gates().stream().map(Scene.Gate::slot).toList()) + 1 + ghostGates();
    return (gates + measures.gatesPerRow() - 1) / measures.gatesPerRow();
  }

  /// Below the gates when there is no room beside them.
  private int roomsTop() {
    int top = bodyTop() + LABEL;
    return tall ? top + gateRows() * (GATE_HEIGHT + GAP) + 6 + LABEL : top;
  }

  private int ghostGates() {
    return (int) scene.ghosts().stream().filter(g -> Kind.of(g.kind()) == Kind.SERVICE).count();
  }

  private int waitingColumns() {
    return (width - measures.roomsLeft() - 2 * PAD + GAP) / (measures.tileWidth() + GAP);
  }

  private int waitingRows() {
    long ghosts = scene.ghosts().stream().filter(g -> Kind.of(g.kind()) == Kind.POD).count();
    int slots = top(scene.waiting().stream().map(Scene.Tile::slot).toList()) + 1 + (int) ghosts;
    return (slots + waitingColumns() - 1) / waitingColumns();
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /// The control plane's boxes: kubectl is the first, a little apart.
  Box component(int index) {
    if (tall) {
      return switch (index) {
        case 0 -> new Box(0, 4, 84, COMPONENT_HEIGHT);
        case 1, 2 -> new Box(96 + (index - 1) * 148, 4, 136, COMPONENT_HEIGHT);
        default -> new Box((index - 3) * 196, 74, 184, COMPONENT_HEIGHT);
      };
    }
    int outside = 116;
    int gap = 36;
    int each = (width - outside - gap - 3 * 20) / 4;
    return index == 0
        ? new Box(0, 4, outside, COMPONENT_HEIGHT)
        : new Box(outside + gap + (index - 1) * (each + 20), 4, each, COMPONENT_HEIGHT);
  }

  int bandTop() {
    return bandTop;
  }

  private int folderRows() {
    return Math.max(1, (folderSlots() + measures.foldersPerRow() - 1) / measures.foldersPerRow());
  }

  Box folder(int slot) {
    return new Box(
        slot % measures.foldersPerRow() * (FOLDER_WIDTH + GAP + 4),
        bandTop + LABEL + slot / measures.foldersPerRow() * (FOLDER_HEIGHT + GAP),
        FOLDER_WIDTH,
        FOLDER_HEIGHT);
  }

  /// Notes stand two high, from the right edge inwards; below the folders when these need the room.
  Box note(int slot) {
    if (notesBelow) {
      int perRow = width / (NOTE_WIDTH + GAP);
      return new Box(
          slot % perRow * (NOTE_WIDTH + GAP),
          bandTop
              + LABEL
              + folderRows() * (FOLDER_HEIGHT + GAP)
              + slot / perRow * (NOTE_HEIGHT + GAP),
          NOTE_WIDTH,
          NOTE_HEIGHT);
    }
    return new Box(
        width - (slot / 2 + 1) * (NOTE_WIDTH + GAP) + GAP,
        bandTop + LABEL + slot % 2 * (NOTE_HEIGHT + GAP),
        NOTE_WIDTH,
        NOTE_HEIGHT);
  }

  int bodyTop() {
    int y = bandTop + LABEL + folderRows() * (FOLDER_HEIGHT + GAP);
    if (notesBelow) {
      int perRow = width / (NOTE_WIDTH + GAP);
      int slots = top(scene.notes().stream().map(Scene.Note::slot).toList()) + 1;
      y += (slots + perRow - 1) / perRow * (NOTE_HEIGHT + GAP);
    }
    return y + 6;
  }

  Box gate(int slot) {
    return new Box(
        slot % measures.gatesPerRow() * (measures.gateWidth() + GAP),
        bodyTop() + LABEL + slot / measures.gatesPerRow() * (GATE_HEIGHT + GAP),
        measures.gateWidth(),
        GATE_HEIGHT);
  }

  int roomsLeft() {
    return measures.roomsLeft();
  }

  /// Where the words above the rooms stand.
  int roomsLabel() {
    return roomsTop() - LABEL + 9;
  }

  /// From a Service to the row of a Pod: between the gates and the rooms, then in the alley below
  /// the Pods. Ways that go together run as one, and none runs over a Pod.
  String way(int slot, Box pod) {
    Box gate = gate(slot);
    int lane = slot % 3 * 2;
    int rail = measures.roomsLeft() - (tall ? 5 : 11) + lane;
    String start =
        tall
            ? "M%d %dV%d".formatted(gate.x() + 24 + lane, gate.bottom(), gate.bottom() + 3)
            : "M%d %d".formatted(gate.right(), gate.middle());
    return start + "H%dV%dH%dV%d".formatted(rail, pod.bottom() + 4, pod.x() + 15, pod.bottom());
  }

  Box room(Scene.Room room) {
    Box box = rooms.get(room.ref().name());
    if (box == null) {
      throw new IllegalStateException("no place for " + room.ref());
    }
    return box;
  }

  Box tile(Scene.Room room, int slot) {
    Box box = room(room);
    int columns = columns(room);
    return new Box(
        box.x() + PAD + slot % columns * (measures.tileWidth() + GAP),
        box.y() + ROOM_HEAD + slot / columns * (TILE_HEIGHT + GAP),
        measures.tileWidth(),
        TILE_HEIGHT);
  }

  /// The dashed place of the Pods without a node.
  Box waitingRoom() {
    return new Box(
        measures.roomsLeft(),
        waitingTop,
        width - measures.roomsLeft(),
        LABEL + 4 + waitingRows() * (TILE_HEIGHT + GAP));
  }

  Box waiting(int slot) {
    return new Box(
        measures.roomsLeft() + PAD + slot % waitingColumns() * (measures.tileWidth() + GAP),
        waitingTop + LABEL + 4 + slot / waitingColumns() * (TILE_HEIGHT + GAP),
        measures.tileWidth(),
        TILE_HEIGHT);
  }
}
