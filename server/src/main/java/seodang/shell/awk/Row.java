package seodang.shell.awk;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;

/// The record at hand: `$0`, its fields and `NF`, each made from the other when it is asked for.
final class Row {
  private static final int MAX_FIELDS = 32_767;

  /// Cuts a record by `FS`.
  interface Cut {
    List<String> fields(String text);
  }

  private Value whole = Value.UNSET;
  private final List<Value> fields = new ArrayList<>();
  private boolean isSplit = true;
  private boolean isJoined = true;

  void set(Value text) {
    whole = text;
    fields.clear();
    isSplit = false;
    isJoined = true;
  }

  private void split(Cut cut) {
    if (!isSplit) {
      isSplit = true;
      cut.fields(whole.text()).forEach(field -> fields.add(Value.input(field)));
    }
  }

  int count(Cut cut) {
    split(cut);
    return fields.size();
  }

  void count(int count, Cut cut) {
    split(cut);
    resize(count);
    isJoined = false;
  }

  private void resize(int count) {
    if (count < 0 || count > MAX_FIELDS) {
      throw new Failure("program limit exceeded: maximum number of fields size=" + MAX_FIELDS);
    }
    while (fields.size() > count) {
      fields.removeLast();
    }
    while (fields.size() < count) {
      fields.add(Value.UNSET);
    }
  }

  Value get(int field, Cut cut, String separator, String format) {
    if (field == 0) {
      if (!isJoined) {
        isJoined = true;
        whole =
            Value.input(
                String.join(separator, fields.stream().map(f -> f.toText(format)).toList()));
      }
      return whole;
    }
    split(cut);
    return field <= fields.size() ? fields.get(field - 1) : Value.UNSET;
  }

  void set(int field, Value value, Cut cut) {
    split(cut);
    if (field > fields.size()) {
      resize(field);
    }
    fields.set(field - 1, value);
    isJoined = false;
  }

  Json.Object freeze() {
    return Json.object(
        "whole",
        whole.freeze(),
        "fields",
        Json.Array.ofTexts(fields.stream().map(Value::freeze).toList()),
        "split",
        isSplit,
        "joined",
        isJoined);
  }

  static Row thaw(Json.Object frozen) {
    Row row = new Row();
    row.whole = Value.thaw(frozen.text("whole"));
    frozen.array("fields").texts().forEach(field -> row.fields.add(Value.thaw(field)));
    row.isSplit = frozen.bool("split");
    row.isJoined = frozen.bool("joined");
    return row;
  }
}
