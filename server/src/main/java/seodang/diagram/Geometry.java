package seodang.diagram;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where each thing of a scene is drawn, in the picture's own units; a function of slots alone, so
/// that a thing that keeps its slot keeps its place.
final class Geometry {
  static final int TILE_WIDTH = 138;
  static final int TILE_HEIGHT = 45;
  static final int FOLDER_WIDTH = 216;
  static final int FOLDER_HEIGHT = 88;
  static final int NOTE_WIDTH = 148;
  static final int NOTE_HEIGHT = 40;
  static final int GATE_WIDTH = 152;
  static final int GATE_HEIGHT = 60;
  static final int STRIP_HEIGHT = 66;
  static final int ROOM_HEAD = 34;

  private static final int GAP = 8;
  private static final int PAD = 8;
  private static final int LABEL = 21;
  private static final int ROOMS_LEFT = 168;
  private static final int ROOM_GAP = 12;
  private static final int ROOM_COLUMNS = 2;
  private static final int ROOMS_PER_ROW = 3;
  private static final int FEWEST_ROWS = 2;
  private static final int SYSTEM_ROW = 24;
  private static final int FOLDERS_PER_ROW = 4;
  private static final int NARROWEST = 900;
  private static final int WIDE = ROOM_COLUMNS * TILE_WIDTH + GAP + 2 * PAD;
  private static final int NARROW = TILE_WIDTH + 2 * PAD;

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
  private final int bandTop = STRIP_HEIGHT + 10;
  private final boolean notesBelow;
  private int height;
  private int waitingTop;

  Geometry(Scene scene) {
    this.scene = scene;
    int noteColumns = (top(scene.notes().stream().map(Scene.Note::slot).toList()) + 2) / 2;
    int folders = folderSlots();
    int workers = widestRow();
    width = Math.max(NARROWEST, workers);
    notesBelow =
        Math.min(folders, FOLDERS_PER_ROW) * (FOLDER_WIDTH + GAP) + noteColumns * (NOTE_WIDTH + GAP)
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
    int row = ROOMS_LEFT;
    for (Scene.Room room : scene.rooms()) {
      row += roomWidth(room) + ROOM_GAP;
      if (room.slot() % ROOMS_PER_ROW == ROOMS_PER_ROW - 1) {
        widest = Math.max(widest, row - ROOM_GAP);
        row = ROOMS_LEFT;
      }
    }
    return Math.max(widest, row - ROOM_GAP);
  }

  private static int roomWidth(Scene.Room room) {
    return room.controlPlane() ? NARROW : WIDE;
  }

  private static int columns(Scene.Room room) {
    return room.controlPlane() ? 1 : ROOM_COLUMNS;
  }

  private static int tileRows(Scene.Room room) {
    int slots = top(room.tiles().stream().map(Scene.Tile::slot).toList()) + 1;
    return Math.max(FEWEST_ROWS, (slots + columns(room) - 1) / columns(room));
  }

  private void placeRooms() {
    int y = bodyTop() + LABEL;
    int x = ROOMS_LEFT;
    int start = 0;
    List<Scene.Room> all = scene.rooms();
    while (start < all.size()) {
      int end = Math.min(start + ROOMS_PER_ROW, all.size());
      List<Scene.Room> row = all.subList(start, end);
      int rows = row.stream().mapToInt(Geometry::tileRows).max().orElse(FEWEST_ROWS);
      int roomHeight = ROOM_HEAD + rows * (TILE_HEIGHT + GAP) + SYSTEM_ROW + 4;
      for (Scene.Room room : row) {
        rooms.put(room.ref().name(), new Box(x, y, roomWidth(room), roomHeight));
        x += roomWidth(room) + ROOM_GAP;
      }
      y += roomHeight + ROOM_GAP;
      x = ROOMS_LEFT;
      start = end;
    }
    waitingTop = y;
    int gates = top(scene.gates().stream().map(Scene.Gate::slot).toList()) + 1 + ghostGates();
    int left = bodyTop() + LABEL + gates * (GATE_HEIGHT + GAP);
    int right = waitingRows() == 0 ? y : y + LABEL + waitingRows() * (TILE_HEIGHT + GAP) + PAD;
    height = Math.max(left, right);
  }

  private int ghostGates() {
    return (int) scene.ghosts().stream().filter(g -> Kind.of(g.kind()) == Kind.SERVICE).count();
  }

  private int waitingColumns() {
    return (width - ROOMS_LEFT - 2 * PAD + GAP) / (TILE_WIDTH + GAP);
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
    int outside = 116;
    int gap = 36;
    int each = (width - outside - gap - 3 * 20) / 4;
    return index == 0
        ? new Box(0, 4, outside, 38)
        : new Box(outside + gap + (index - 1) * (each + 20), 4, each, 38);
  }

  int bandTop() {
    return bandTop;
  }

  private int folderRows() {
    return Math.max(1, (folderSlots() + FOLDERS_PER_ROW - 1) / FOLDERS_PER_ROW);
  }

  Box folder(int slot) {
    return new Box(
        slot % FOLDERS_PER_ROW * (FOLDER_WIDTH + GAP + 4),
        bandTop + LABEL + slot / FOLDERS_PER_ROW * (FOLDER_HEIGHT + GAP),
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
    return new Box(0, bodyTop() + LABEL + slot * (GATE_HEIGHT + GAP), GATE_WIDTH, GATE_HEIGHT);
  }

  int roomsLeft() {
    return ROOMS_LEFT;
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
        box.x() + PAD + slot % columns * (TILE_WIDTH + GAP),
        box.y() + ROOM_HEAD + slot / columns * (TILE_HEIGHT + GAP),
        TILE_WIDTH,
        TILE_HEIGHT);
  }

  /// The dashed place of the Pods without a node.
  Box waitingRoom() {
    return new Box(
        ROOMS_LEFT,
        waitingTop,
        width - ROOMS_LEFT,
        LABEL + 4 + waitingRows() * (TILE_HEIGHT + GAP));
  }

  Box waiting(int slot) {
    return new Box(
        ROOMS_LEFT + PAD + slot % waitingColumns() * (TILE_WIDTH + GAP),
        waitingTop + LABEL + 4 + slot / waitingColumns() * (TILE_HEIGHT + GAP),
        TILE_WIDTH,
        TILE_HEIGHT);
  }
}
