package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.kube.Quantity;

/// Describes Namespaces, ResourceQuotas and LimitRanges.
final class Namespaces {
  private static final Map<String, String> SCOPES =
      Map.of(
          "Terminating",
          "Matches all pods that have an active deadline. These pods have a limited lifespan on a"
              + " node before being actively terminated by the system.",
          "NotTerminating",
          "Matches all pods that do not have an active deadline. These pods usually include long"
              + " running pods whose container command is not expected to terminate.",
          "BestEffort",
          "Matches all pods that do not have resource requirements set. These pods have a best"
              + " effort quality of service.",
          "NotBestEffort",
          "Matches all pods that have at least one resource requirement set. These pods have a"
              + " burstable or guaranteed quality of service.");

  private Namespaces() {}

  static void describe(Json.Object namespace, Description out, Describer.Source source) {
    Json.Object metadata = namespace.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.labelsAndAnnotations(metadata);
    out.line(0, "Status:", namespace.object("status").text("phase"));
    List<Json.Object> conditions = namespace.object("status").array("conditions").objects();
    if (!conditions.isEmpty()) {
      out.line(0, "Conditions:");
      out.line(1, "Type", "Status", "LastTransitionTime", "Reason", "Message");
      out.line(1, "----", "------", "------------------", "------", "-------");
      for (Json.Object condition : conditions) {
        out.line(
            1,
            condition.text("type"),
            condition.text("status"),
            Description.date(condition.text("lastTransitionTime")),
            condition.text("reason"),
            condition.text("message"));
      }
    }
    String path = "/api/v1/namespaces/" + metadata.text("name");
    out.write(0, "\n");
    quotas(source.list(path + "/resourcequotas"), out);
    out.write(0, "\n");
    limitRanges(source.list(path + "/limitranges"), out);
  }

  private static void quotas(List<Json.Object> found, Description out) {
    if (found.isEmpty()) {
      out.write(0, "No resource quota.\n");
      return;
    }
    List<Json.Object> quotas = new ArrayList<>(found);
    quotas.sort(Comparator.comparing(q -> q.object("metadata").text("name")));
    out.write(0, "Resource Quotas\n");
    for (Json.Object quota : quotas) {
      out.line(1, "Name:", quota.object("metadata").text("name"));
      scopes(quota, 1, "* ", out);
      out.line(1, "Resource", "Used", "Hard");
      out.line(1, "--------", "---", "---");
      amounts(quota, 1, out);
    }
  }

  private static void scopes(Json.Object quota, int level, String bullet, Description out) {
    List<String> scopes = quota.object("spec").array("scopes").texts().stream().sorted().toList();
    if (scopes.isEmpty()) {
      return;
    }
    out.line(level, "Scopes:", String.join(", ", scopes));
    for (String scope : scopes) {
      String help = SCOPES.getOrDefault(scope, "");
      if (!help.isEmpty()) {
        out.line(level, bullet + help);
      }
    }
  }

  private static void amounts(Json.Object quota, int level, Description out) {
    Json.Object status = quota.object("status");
    status
        .object("hard")
        .forEach((name, hard) ->
            out.line(level, name, Quantity.of(status.object("used").get(name)), Quantity.of(hard)));
  }

  static void quota(Json.Object quota, Description out, Describer.Source source) {
    Json.Object metadata = quota.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    scopes(quota, 0, " * ", out);
    out.line(0, "Resource", "Used", "Hard");
    out.line(0, "--------", "----", "----");
    amounts(quota, 0, out);
  }

  private static void limitRanges(List<Json.Object> ranges, Description out) {
    if (ranges.isEmpty()) {
      out.write(0, "No LimitRange resource.\n");
      return;
    }
    out.write(0, "Resource Limits\n");
    limitHeader(" ", out);
    ranges.forEach(range -> limits(range, " ", out));
  }

  static void limitRange(Json.Object range, Description out, Describer.Source source) {
    Json.Object metadata = range.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    limitHeader("", out);
    limits(range, "", out);
  }

  private static void limitHeader(String prefix, Description out) {
    out.line(
        0,
        prefix + "Type",
        "Resource",
        "Min",
        "Max",
        "Default Request",
        "Default Limit",
        "Max Limit/Request Ratio");
    out.line(
        0,
        prefix + "----",
        "--------",
        "---",
        "---",
        "---------------",
        "-------------",
        "-----------------------");
  }

  private static void limits(Json.Object range, String prefix, Description out) {
    List<String> kinds = List.of("min", "max", "defaultRequest", "default", "maxLimitRequestRatio");
    for (Json.Object limit : range.object("spec").array("limits").objects()) {
      TreeSet<String> resources = new TreeSet<>();
      kinds.forEach(kind -> resources.addAll(limit.object(kind).keys()));
      for (String resource : resources) {
        List<Object> cells = new ArrayList<>(List.of(prefix + limit.text("type"), resource));
        for (String kind : kinds) {
          Json value = limit.object(kind).get(resource);
          cells.add(value == null ? "-" : Quantity.of(value).toString());
        }
        out.line(0, cells.toArray());
      }
    }
  }
}
