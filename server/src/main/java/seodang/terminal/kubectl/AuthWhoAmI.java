package seodang.terminal.kubectl;

import java.util.StringJoiner;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.StructOrder;
import seodang.terminal.kubectl.command.TypedObject;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.Format;
import seodang.terminal.kubectl.print.ObjectPrinter;

/// `kubectl auth whoami`.
final class AuthWhoAmI {
  private AuthWhoAmI() {}

  static int run(Invocation invocation) {
    Format format = invocation.format();
    ObjectPrinter printer = format.isDefault() ? null : format.printer();
    Json.Object review;
    try {
      review =
          invocation
              .client()
              .send(
                  ApiRequest.post(
                      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                      Json.object(
                          "apiVersion", "authentication.k8s.io/v1",
                          "kind", "SelfSubjectReview")))
              .object();
    } catch (KubectlError.Rejected e) {
      throw e.isNotFound() || e.reason().equals("Forbidden")
          ? new KubectlError(
              "the selfsubjectreviews API is not enabled in the cluster or you do not have"
                  + " permission to call it")
          : e;
    }
    String uid = invocation.flags().text("as-uid");
    if (!uid.isEmpty() && !review.object("status").object("userInfo").has("uid")) {
      review = review.withAt(Json.text(uid), "status", "userInfo", "uid");
    }
    if (printer != null) {
      Json.Object typed = TypedObject.filled(review);
      invocation.print(
          format.output().equals("json") ? StructOrder.json(typed, true) : printer.print(typed));
      return 0;
    }
    Json.Object user = review.object("status").object("userInfo");
    TabWriter table = TabWriter.forTables();
    table.write("ATTRIBUTE\tVALUE\n");
    row(table, "Username", user.text("username"));
    row(table, "UID", user.text("uid"));
    if (!user.array("groups").isEmpty()) {
      row(table, "Groups", GoText.value(user.array("groups")));
    }
    user.object("extra")
        .forEach((key, values) -> {
          StringJoiner list = new StringJoiner(" ", "[", "]");
          if (values instanceof Json.Array array) {
            array.texts().forEach(list::add);
          }
          row(table, "Extra: " + key, list.toString());
        });
    invocation.print(table.flush());
    return 0;
  }

  private static void row(TabWriter table, String name, String value) {
    if (!value.isEmpty()) {
      table.write(name + "\t" + value + "\n");
    }
  }
}
