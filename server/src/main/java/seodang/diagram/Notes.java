package seodang.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import seodang.json.Json;

/// The other objects a learner makes: configuration as notes, volumes as drums.
final class Notes {
  /// More of one kind than this become a stack.
  private static final int ALIKE = 4;

  private static final List<Kind> KINDS =
      List.of(
          Kind.INGRESS,
          Kind.CONFIG_MAP,
          Kind.SECRET,
          Kind.PERSISTENT_VOLUME_CLAIM,
          Kind.PERSISTENT_VOLUME,
          Kind.HORIZONTAL_POD_AUTOSCALER,
          Kind.NETWORK_POLICY,
          Kind.RESOURCE_QUOTA,
          Kind.LIMIT_RANGE);

  private Notes() {}

  private record Item(Kind kind, Json.Object object, int members) {
    ObjectRef ref() {
      return kind.ref(object);
    }

    String key() {
      return members == 1 ? ref().id() : "stack/" + kind.english();
    }
  }

  static List<Scene.Note> of(Composition composition) {
    List<Item> items = new ArrayList<>();
    for (Kind kind : KINDS) {
      List<Json.Object> shown =
          composition.all(kind).stream().filter(object -> isLearners(kind, object)).toList();
      if (shown.size() > ALIKE) {
        items.add(new Item(kind, shown.getFirst(), shown.size()));
      } else {
        shown.forEach(object -> items.add(new Item(kind, object, 1)));
      }
    }
    Function<Item, Integer> slot = composition.place("notes", items, Item::key);
    List<Scene.Note> notes = new ArrayList<>();
    for (Item item : items) {
      notes.add(
          new Scene.Note(
              item.ref(),
              shape(item.kind()),
              state(item),
              detail(item),
              item.members(),
              composition.quiet(item.ref(), item.object()),
              slot.apply(item)));
    }
    notes.sort(Comparator.comparingInt(Scene.Note::slot));
    return notes;
  }

  /// What every namespace is given by the cluster itself is not shown.
  private static boolean isLearners(Kind kind, Json.Object object) {
    return !Composition.isSystem(object)
        && !(kind == Kind.CONFIG_MAP
            && object.object("metadata").text("name").equals("kube-root-ca.crt"))
        && !(kind == Kind.SECRET
            && object.text("type").equals("kubernetes.io/service-account-token"));
  }

  private static Scene.Note.Shape shape(Kind kind) {
    return switch (kind) {
      case PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM -> Scene.Note.Shape.DRUM;
      case SECRET -> Scene.Note.Shape.KEYED;
      default -> Scene.Note.Shape.NOTE;
    };
  }

  private static State state(Item item) {
    String phase = item.object().object("status").text("phase");
    Health health =
        switch (phase) {
          case "Pending" -> Health.WAIT;
          case "Lost", "Failed" -> Health.BAD;
          default -> Health.OK;
        };
    return new State(health, phase);
  }

  private static String detail(Item item) {
    if (item.members() > 1) {
      return item.members() + "개";
    }
    return switch (item.kind()) {
      case CONFIG_MAP, SECRET -> "키 " + item.object().object("data").size() + "개";
      case PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM ->
          item.object().object("status").text("phase");
      case INGRESS -> item.object().object("spec").array("rules").object(0).text("host", "*");
      default -> "";
    };
  }
}
