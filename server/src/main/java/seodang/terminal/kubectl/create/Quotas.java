package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create quota`, and the lists of amounts it shares with `set resources`.
public final class Quotas {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+))([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?");

  private Quotas() {}

  public static Json.Object generate(Invocation invocation, String name) {
    Json.Object hard = amounts(invocation.flags().text("hard"));
    List<String> scopes = new ArrayList<>();
    for (String scope : invocation.flags().text("scopes").split(",", -1)) {
      if (!scope.isEmpty()) {
        scopes.add(scope);
      }
    }
    return Generator.object("v1", "ResourceQuota", Generator.metadata(invocation, name, true))
        .with(
            "spec",
            Json.object(
                "hard", hard.isEmpty() ? null : hard, "scopes", scopes.isEmpty() ? null : scopes))
        .with("status", Json.object());
  }

  /// `cpu=1,memory=1Gi` as an object.
  public static Json.Object amounts(String spec) {
    Json.Object amounts = Json.object();
    if (spec.isEmpty()) {
      return amounts;
    }
    for (String part : spec.split(",", -1)) {
      String[] pair = part.split("=", -1);
      if (pair.length != 2) {
        throw new KubectlError("Invalid argument syntax " + part + ", expected <resource>=<value>");
      }
      if (!QUANTITY.matcher(pair[1]).matches()) {
        throw new KubectlError(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
      }
      amounts = amounts.with(pair[0], pair[1]);
    }
    return amounts;
  }
}
