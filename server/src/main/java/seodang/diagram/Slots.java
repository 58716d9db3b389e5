package seodang.diagram;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Who stands where: for each place (a node's room, the row of workloads …) the slot of each thing
/// in it.
///
/// A thing keeps its slot as long as it is there; a new one takes the lowest that is free. So what
/// comes and goes never moves what stays.
public record Slots(Map<String, Map<String, Integer>> places) {
  public static final Slots EMPTY = new Slots(Map.of());

  /// The slots with these things in the place, in the order in which new ones choose.
  Slots assign(String place, List<String> things) {
    Map<String, Integer> before = places.getOrDefault(place, Map.of());
    Map<String, Integer> after = new LinkedHashMap<>();
    TreeSet<Integer> taken = new TreeSet<>();
    for (String thing : things) {
      Integer slot = before.get(thing);
      if (slot != null) {
        after.put(thing, slot);
        taken.add(slot);
      }
    }
    int free = 0;
    for (String thing : things) {
      if (!after.containsKey(thing)) {
        while (taken.contains(free)) {
          free++;
        }
        after.put(thing, free);
        taken.add(free);
      }
    }
    Map<String, Map<String, Integer>> changed = new HashMap<>(places);
    if (after.isEmpty()) {
      changed.remove(place);
    } else {
      changed.put(place, Map.copyOf(after));
    }
    return new Slots(Map.copyOf(changed));
  }

  /// The slot of a thing assigned before.
  int of(String place, String thing) {
    Integer slot = places.getOrDefault(place, Map.of()).get(thing);
    if (slot == null) {
      throw new IllegalStateException(thing + " has no slot in " + place);
    }
    return slot;
  }
}
