package seodang.terminal.kubectl;

import seodang.json.Json;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;

/// Waits for an object to be no more.
final class Gone {
  private Gone() {}

  /// @param uid of the object; another one under its name is as good as none; `""` for any
  /// @return false when the deadline passed before
  static boolean await(Client client, String path, String uid, Deadline deadline) {
    while (true) {
      long revision = client.context().cluster().state().store().revision();
      Json.Object live = client.find(path);
      if (live == null || (!uid.isEmpty() && !live.object("metadata").text("uid").equals(uid))) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      deadline.awaitWrite(revision);
    }
  }
}
