package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// What a namespace's LimitRanges give to containers that ask for nothing, and what they refuse.
final class LimitRanger {
  private LimitRanger() {}

  /// A Pod with the limits and requests it did not name itself.
  static Json.Object fill(Run run, Json.Object pod) {
    Json.Object filled = pod;
    for (Json.Object range : run.list("", "limitranges", Meta.namespace(pod))) {
      List<String> notes = new ArrayList<>();
      for (Json.Object limit : range.object("spec").array("limits").objects()) {
        if (limit.text("type").equals("Container")) {
          Json.Object spec =
              KindDefaults.each(
                  filled.object("spec"), "containers", c -> fill("container ", c, limit, notes));
          spec =
              KindDefaults.each(
                  spec, "initContainers", c -> fill("init container ", c, limit, notes));
          filled = filled.with("spec", spec);
        }
      }
      if (!notes.isEmpty()) {
        filled =
            filled.withAt(
                Json.text("LimitRanger plugin set: " + String.join("; ", notes)),
                "metadata",
                "annotations",
                "kubernetes.io/limit-ranger");
      }
    }
    return filled;
  }

  private static Json.Object fill(
      String what, Json.Object container, Json.Object limit, List<String> notes) {
    Json.Object resources = container.object("resources");
    Json.Object filled = resources;
    for (String[] pair : new String[][] {{"defaultRequest", "requests"}, {"default", "limits"}}) {
      Json.Object given = resources.object(pair[1]);
      TreeSet<String> set = new TreeSet<>(limit.object(pair[0]).keys());
      given.keys().forEach(set::remove);
      if (!set.isEmpty()) {
        filled = filled.with(pair[1], limit.object(pair[0]).merge(given));
        notes.add(
            String.join(", ", set)
                + (pair[1].equals("requests") ? " request" : " limit")
                + " for "
                + what
                + container.text("name"));
      }
    }
    return filled.equals(resources) ? container : container.with("resources", filled);
  }

  /// Refuses Pods and claims outside the limits.
  static void check(Run run, ResourceType type, Json.Object object) {
    boolean claim = type.resource().equals("persistentvolumeclaims");
    if (!claim && !type.resource().equals("pods")) {
      return;
    }
    for (Json.Object range : run.list("", "limitranges", Meta.namespace(object))) {
      List<String> wrong = new ArrayList<>();
      for (Json.Object limit : range.object("spec").array("limits").objects()) {
        check(limit, claim, object.object("spec"), wrong);
      }
      List<String> told = wrong.stream().distinct().toList();
      if (!told.isEmpty()) {
        throw Statuses.forbidden(
            type,
            Meta.name(object),
            told.size() == 1 ? told.getFirst() : "[" + String.join(", ", told) + "]");
      }
    }
  }

  private static void check(
      Json.Object limit, boolean claim, Json.Object spec, List<String> wrong) {
    switch (limit.text("type")) {
      case "PersistentVolumeClaim" -> {
        if (claim) {
          claim(limit, spec.object("resources"), wrong);
        }
      }
      case "Container" -> {
        for (String list : List.of("containers", "initContainers")) {
          for (Json.Object container : spec.array(list).objects()) {
            usage(limit, container.object("resources"), wrong);
          }
        }
      }
      case "Pod" -> {
        if (!claim) {
          usage(limit, total(spec), wrong);
        }
      }
      default -> {}
    }
  }

  private static Json.Object total(Json.Object spec) {
    Json.Object total = Json.object();
    for (String list : List.of("requests", "limits")) {
      Json.Object written = Json.object();
      for (var sum : Quotas.total(spec, list).entrySet()) {
        written = written.with(sum.getKey(), sum.getValue().toString());
      }
      total = total.with(list, written);
    }
    return total;
  }

  private static @Nullable Quantity amount(Json.Object object, String list, String name) {
    Json value = object.object(list).get(name);
    return value == null ? null : Quantity.of(value);
  }

  private static void usage(Json.Object limit, Json.Object resources, List<String> wrong) {
    String type = limit.text("type");
    for (String name : limit.object("min").keys()) {
      Quantity least = Quantity.of(limit.object("min").get(name));
      Quantity request = amount(resources, "requests", name);
      Quantity most = amount(resources, "limits", name);
      String head = "minimum " + name + " usage per " + type + " is " + least;
      if (request == null) {
        wrong.add(head + ".  No request is specified");
      } else if (request.compareTo(least) < 0) {
        wrong.add(head + ", but request is " + request);
      } else if (most != null && most.compareTo(least) < 0) {
        wrong.add(head + ", but limit is " + most);
      }
    }
    for (String name : limit.object("max").keys()) {
      Quantity bound = Quantity.of(limit.object("max").get(name));
      Quantity request = amount(resources, "requests", name);
      Quantity most = amount(resources, "limits", name);
      String head = "maximum " + name + " usage per " + type + " is " + bound;
      if (most == null) {
        wrong.add(head + ".  No limit is specified");
      } else if (most.compareTo(bound) > 0) {
        wrong.add(head + ", but limit is " + most);
      } else if (request != null && request.compareTo(bound) > 0) {
        wrong.add(head + ", but request is " + request);
      }
    }
    for (String name : limit.object("maxLimitRequestRatio").keys()) {
      Quantity ratio = Quantity.of(limit.object("maxLimitRequestRatio").get(name));
      ratio(type, name, ratio, resources, wrong);
    }
  }

  private static void ratio(
      String type, String name, Quantity ratio, Json.Object resources, List<String> wrong) {
    Quantity request = amount(resources, "requests", name);
    Quantity most = amount(resources, "limits", name);
    String head = name + " max limit to request ratio per " + type + " is " + ratio;
    if (request == null || request.value().signum() == 0) {
      wrong.add(head + ", but no request is specified or request is 0");
    } else if (most == null || most.value().signum() == 0) {
      wrong.add(head + ", but no limit is specified or limit is 0");
    } else {
      double given = most.value().doubleValue() / request.value().doubleValue();
      if (given > ratio.value().doubleValue()) {
        wrong.add(head + ", but provided ratio is " + String.format(Locale.ROOT, "%.6f", given));
      }
    }
  }

  private static void claim(Json.Object limit, Json.Object resources, List<String> wrong) {
    Quantity asked = amount(resources, "requests", "storage");
    Quantity least = amount(limit, "min", "storage");
    Quantity most = amount(limit, "max", "storage");
    if (least != null && (asked == null || asked.compareTo(least) < 0)) {
      wrong.add(
          "minimum storage usage per PersistentVolumeClaim is "
              + least
              + (asked == null ? ".  No request is specified" : ", but request is " + asked));
    }
    if (most != null && (asked == null || asked.compareTo(most) > 0)) {
      wrong.add(
          "maximum storage usage per PersistentVolumeClaim is "
              + most
              + (asked == null ? ".  No request is specified" : ", but request is " + asked));
    }
  }
}
