package seodang.kube.apiserver.fields;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.Meta;
import seodang.kube.schema.FieldType;

/// Keeps `metadata.managedFields` for one write, and does server-side apply, as apimachinery's
/// `managedfields` does.
///
/// @param struct the written kind
/// @param apiVersion in which the writer wrote
/// @param manager `fieldManager`, or the client's name
/// @param subresource `""` for the object itself
public record FieldManager(
    FieldType.Struct struct, String apiVersion, String manager, String subresource, Instant now) {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /// What nobody owns.
  private static final Json.Object STRIPPED =
      Json.parseObject(
          """
          {"f:apiVersion":{},"f:kind":{},"f:metadata":{".":{},"f:name":{},"f:namespace":{},
          "f:creationTimestamp":{},"f:selfLink":{},"f:uid":{},"f:clusterName":{},"f:generation":{},
          "f:managedFields":{},"f:resourceVersion":{}}}
          """);

  /// What an apply came to.
  public sealed interface Applied {
    /// The object as it should become, not yet decoded.
    record Done(Json.Object object) implements Applied {}

    /// Fields that others own and the applied object changes.
    record Refused(List<Conflict> conflicts) implements Applied {}

    /// The applied object does not fit its kind.
    record Mistyped(String message) implements Applied {}
  }

  /// @param owner as messages name it: `"kubectl" using apps/v1`
  /// @param field `.spec.replicas`
  public record Conflict(String owner, String field) {}

  // Writing without apply.

  /// The object with what its writer now owns.
  ///
  /// @param live null for a new object
  public Json.Object update(Json.@Nullable Object live, Json.Object after) {
    Json.Array given = after.object("metadata").array("managedFields");
    if (given.size() == 1 && given.object(0).isEmpty()) {
      return after.withoutAt("metadata", "managedFields");
    }
    Json.Array old = live == null ? Json.array() : managedFields(live);
    boolean own = subresource.isEmpty() && !given.isEmpty();
    Json.Array standing = own ? given : old;
    if (live != null && standing.isEmpty()) {
      return after.withoutAt("metadata", "managedFields");
    }
    Comparison comparison =
        Comparison.of(struct, live == null ? Typed.empty(struct) : bare(live), bare(after));
    if (comparison.changed().isEmpty() && comparison.removed().isEmpty()) {
      return with(after, standing);
    }
    List<Entry> entries = entries(standing);
    Entry self = new Entry(manager, "Update", apiVersion, subresource, "", FieldSet.EMPTY);
    return with(after, encode(Cap.capped(owned(entries, self, comparison))));
  }

  /// The entries after a change: taken from everybody else, given to its writer.
  private List<Entry> owned(List<Entry> entries, Entry self, Comparison comparison) {
    List<Entry> result = new ArrayList<>();
    Json.Object mine = FieldSet.difference(comparison.changed(), STRIPPED);
    Json.Object lost = FieldSet.union(comparison.changed(), comparison.removed());
    boolean found = false;
    for (Entry entry : entries) {
      Json.Object kept = FieldSet.difference(entry.set(), lost);
      if (entry.isSame(self)) {
        found = true;
        if (!mine.isEmpty()) {
          Json.Object left = FieldSet.difference(entry.set(), comparison.removed());
          result.add(timed(self.with(FieldSet.union(left, mine))));
          continue;
        }
      }
      result.add(entry.with(kept));
    }
    if (!found && !mine.isEmpty()) {
      result.add(timed(self.with(mine)));
    }
    result.removeIf(entry -> entry.set().isEmpty());
    return result;
  }

  private Entry timed(Entry entry) {
    return entry.at(Meta.time(now).value());
  }

  // Apply.

  /// Merges what is applied into the live object.
  ///
  /// @param live null for a new object
  /// @param patch as sent, nothing filled in
  public Applied apply(Json.@Nullable Object live, Json.Object patch, boolean force) {
    List<String> faults = Typed.faults(struct, patch);
    if (!faults.isEmpty()) {
      return new Applied.Mistyped(
          faults.size() == 1 ? faults.getFirst() : "errors:\n  " + String.join("\n  ", faults));
    }
    Json.Object before = live == null ? Typed.empty(struct) : bare(live);
    List<Entry> entries = entries(live == null ? Json.array() : managedFields(live));
    if (live != null && entries.isEmpty()) {
      Comparison all = Comparison.of(struct, Typed.empty(struct), before);
      Entry first = new Entry("before-first-apply", "Update", apiVersion, "", "", FieldSet.EMPTY);
      entries = owned(entries, first, all);
    }
    Applied applied = apply(before, entries, patch, force);
    if (manager.equals("kubectl") && live != null) {
      String last = live.object("metadata").object("annotations").text(LAST_APPLIED);
      if (applied instanceof Applied.Refused && !last.isEmpty()) {
        applied = upgraded(before, entries, patch, last);
      }
      if (applied instanceof Applied.Done done && !last.isEmpty()) {
        return new Applied.Done(
            done.object()
                .withAt(
                    Json.text(lastApplied(patch) + "\n"), "metadata", "annotations", LAST_APPLIED));
      }
    }
    return applied;
  }

  private Applied apply(Json.Object before, List<Entry> entries, Json.Object patch, boolean force) {
    Json.Object set = FieldSet.difference(Merge.fields(struct, patch), STRIPPED);
    Entry self = new Entry(manager, "Apply", apiVersion, subresource, "", set);
    Entry last = entries.stream().filter(self::isSame).findFirst().orElse(null);
    Json merged = Merge.merge(struct, before, patch);
    if (last != null) {
      merged = pruned(merged, entries, self, last.set());
    }
    Json.Object after = merged instanceof Json.Object o ? o : Json.object();
    Comparison comparison = Comparison.of(struct, before, after);
    List<Conflict> conflicts = conflicts(entries, self, comparison);
    if (!force && !conflicts.isEmpty()) {
      return new Applied.Refused(conflicts);
    }
    Json.Object lost = FieldSet.union(comparison.changed(), comparison.removed());
    boolean changed = !lost.isEmpty() || last == null || !last.set().equals(set);
    List<Entry> result = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.isSame(self)) {
        result.add(entry.with(FieldSet.difference(entry.set(), lost)));
      }
    }
    result.add(changed || last == null ? timed(self) : last);
    result.removeIf(entry -> entry.set().isEmpty());
    return new Applied.Done(with(after, encode(result)));
  }

  private static List<Conflict> conflicts(List<Entry> entries, Entry self, Comparison comparison) {
    List<Conflict> conflicts = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.isSame(self)) {
        Json.Object both = FieldSet.intersection(entry.set(), comparison.changed());
        FieldSet.paths(both).forEach(path -> conflicts.add(new Conflict(entry.owner(), path)));
      }
    }
    return conflicts;
  }

  /// Without what the applier applied before, does not any more, and nobody else owns.
  private Json pruned(Json merged, List<Entry> entries, Entry self, Json.Object last) {
    Json.Object named = Merge.withNamed(struct, last);
    Json pruned = Merge.remove(struct, merged, named);
    Json.Object everybody = self.set();
    for (Entry entry : entries) {
      if (!entry.isSame(self)) {
        everybody = FieldSet.union(everybody, entry.set());
      }
    }
    Json.Object all = Merge.withNamed(struct, Merge.fields(struct, merged));
    Json.Object kept =
        FieldSet.union(
            Merge.withNamed(struct, Merge.fields(struct, pruned)),
            Merge.withNamed(struct, everybody));
    pruned = Merge.remove(struct, merged, FieldSet.difference(all, kept));
    Json.Object left = Merge.withNamed(struct, Merge.fields(struct, pruned));
    return Merge.remove(
        struct, merged, FieldSet.intersection(FieldSet.difference(all, left), named));
  }

  /// Conflicts with what client-side apply wrote and nobody changed since are no conflicts.
  private Applied upgraded(
      Json.Object before, List<Entry> entries, Json.Object patch, String lastApplied) {
    Applied refused = apply(before, entries, patch, false);
    Json.Object last;
    try {
      last = Json.parseObject(lastApplied);
    } catch (JsonException e) {
      return refused;
    }
    if (!last.text("apiVersion").equals(apiVersion) || !(refused instanceof Applied.Refused r)) {
      return refused;
    }
    Comparison since = Comparison.of(struct, last, before);
    List<String> allowed =
        FieldSet.paths(
            FieldSet.difference(
                FieldSet.difference(Merge.fields(struct, last), since.changed()), since.removed()));
    List<Conflict> left = r.conflicts().stream().filter(c -> !allowed.contains(c.field())).toList();
    return left.isEmpty() ? apply(before, entries, patch, true) : new Applied.Refused(left);
  }

  private static Json.Object lastApplied(Json.Object patch) {
    Json.Object meta = patch.object("metadata");
    Json.Object annotations = meta.object("annotations").without(LAST_APPLIED);
    return meta.has("annotations")
        ? patch.with("metadata", meta.with("annotations", annotations))
        : patch;
  }

  // The entries.

  private static Json.Array managedFields(Json.Object object) {
    return object.object("metadata").array("managedFields");
  }

  private static Json.Object bare(Json.Object object) {
    return managedFields(object).isEmpty() ? object : object.withoutAt("metadata", "managedFields");
  }

  private static List<Entry> entries(Json.Array managedFields) {
    return new ArrayList<>(managedFields.objects().stream().map(Entry::of).toList());
  }

  private static Json.Object with(Json.Object object, Json.Array managedFields) {
    return managedFields.isEmpty()
        ? object.withoutAt("metadata", "managedFields")
        : object.withAt(managedFields, "metadata", "managedFields");
  }

  private static Json.Array encode(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(
        java.util.Comparator.comparing(Entry::operation)
            .thenComparing(Entry::time)
            .thenComparing(Entry::manager)
            .thenComparing(Entry::apiVersion)
            .thenComparing(Entry::subresource));
    return Json.Array.of(sorted.stream().map(Entry::json).toList());
  }

  /// Conflicts as the API server words them.
  public static String message(List<Conflict> conflicts) {
    if (conflicts.size() == 1) {
      Conflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.field();
    }
    TreeMap<String, StringBuilder> owners = new TreeMap<>();
    for (Conflict conflict : conflicts) {
      owners
          .computeIfAbsent(
              conflict.owner(), owner -> new StringBuilder("conflicts with " + owner + ":"))
          .append("\n- ")
          .append(conflict.field());
    }
    return "Apply failed with "
        + conflicts.size()
        + " conflicts: "
        + String.join("\n", owners.values());
  }
}
