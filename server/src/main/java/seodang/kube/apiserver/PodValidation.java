package seodang.kube.apiserver;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Quantity;

/// What a Pod's spec must hold to, alone or in a template.
final class PodValidation {
  private PodValidation() {}

  static void spec(Json.Object spec, String path, List<FieldError> errors) {
    spec(spec, path, Set.of(), errors);
  }

  /// @param claims names of volumes that come from elsewhere: a StatefulSet's claim templates
  static void spec(Json.Object spec, String path, Set<String> claims, List<FieldError> errors) {
    Set<String> volumes = new HashSet<>(claims);
    int v = 0;
    for (Json.Object volume : spec.array("volumes").objects()) {
      String at = path + ".volumes[" + v++ + "]";
      String name = volume.text("name");
      if (name.isEmpty()) {
        errors.add(FieldError.required(at + ".name", ""));
      } else if (Names.label(name) != null) {
        errors.add(FieldError.invalid(at + ".name", name, Names.label(name)));
      } else if (!volumes.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", Json.text(name)));
      }
    }
    Set<String> names = new HashSet<>();
    if (spec.array("containers").isEmpty()) {
      errors.add(FieldError.required(path + ".containers", ""));
    }
    containers(spec, "containers", path, names, volumes, errors);
    containers(spec, "initContainers", path, names, volumes, errors);
    oneOf(spec, "restartPolicy", path, List.of("Always", "OnFailure", "Never"), errors);
    oneOf(
        spec,
        "dnsPolicy",
        path,
        List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        errors);
    MetaValidation.labels(spec.object("nodeSelector"), path + ".nodeSelector", errors);
    String account = spec.text("serviceAccountName");
    if (!account.isEmpty() && Names.subdomain(account) != null) {
      errors.add(
          FieldError.invalid(path + ".serviceAccountName", account, Names.subdomain(account)));
    }
    if (spec.number("terminationGracePeriodSeconds", 0) < 0) {
      errors.add(
          FieldError.invalid(
              path + ".terminationGracePeriodSeconds",
              Json.number(spec.number("terminationGracePeriodSeconds", 0)),
              "must be greater than or equal to 0"));
    }
  }

  private static void containers(
      Json.Object spec,
      String list,
      String path,
      Set<String> names,
      Set<String> volumes,
      List<FieldError> errors) {
    int i = 0;
    for (Json.Object container : spec.array(list).objects()) {
      String at = path + "." + list + "[" + i++ + "]";
      String name = container.text("name");
      if (name.isEmpty()) {
        errors.add(FieldError.required(at + ".name", ""));
      } else if (Names.label(name) != null) {
        errors.add(FieldError.invalid(at + ".name", name, Names.label(name)));
      } else if (!names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", Json.text(name)));
      }
      container(container, at, volumes, errors);
    }
  }

  private static void container(
      Json.Object container, String at, Set<String> volumes, List<FieldError> errors) {
    String image = container.text("image");
    if (image.isEmpty()) {
      errors.add(FieldError.required(at + ".image", ""));
    } else if (!image.strip().equals(image)) {
      errors.add(
          FieldError.invalid(at + ".image", image, "must not have leading or trailing whitespace"));
    }
    int p = 0;
    for (Json.Object port : container.array("ports").objects()) {
      String here = at + ".ports[" + p++ + "]";
      if (!port.has("containerPort")) {
        errors.add(FieldError.required(here + ".containerPort", ""));
      } else {
        port(port, "containerPort", here, errors);
      }
      if (port.has("hostPort")) {
        port(port, "hostPort", here, errors);
      }
      oneOf(port, "protocol", here, List.of("SCTP", "TCP", "UDP"), errors);
    }
    mounts(container, at, volumes, errors);
    resources(container.object("resources"), at + ".resources", errors);
    oneOf(container, "imagePullPolicy", at, List.of("Always", "IfNotPresent", "Never"), errors);
  }

  private static void mounts(
      Json.Object container, String at, Set<String> volumes, List<FieldError> errors) {
    int m = 0;
    Set<String> paths = new HashSet<>();
    for (Json.Object mount : container.array("volumeMounts").objects()) {
      String here = at + ".volumeMounts[" + m++ + "]";
      String name = mount.text("name");
      if (name.isEmpty()) {
        errors.add(FieldError.required(here + ".name", ""));
      } else if (!volumes.contains(name)) {
        errors.add(FieldError.notFound(here + ".name", Json.text(name)));
      }
      String path = mount.text("mountPath");
      if (path.isEmpty()) {
        errors.add(FieldError.required(here + ".mountPath", ""));
      } else if (!paths.add(path)) {
        errors.add(FieldError.invalid(here + ".mountPath", path, "must be unique"));
      }
    }
  }

  private static void resources(Json.Object resources, String at, List<FieldError> errors) {
    Json.Object limits = resources.object("limits");
    Json.Object requests = resources.object("requests");
    for (String name : requests.keys()) {
      Quantity asked = Quantity.of(requests.get(name));
      if (limits.has(name) && asked.compareTo(Quantity.of(limits.get(name))) > 0) {
        errors.add(
            FieldError.invalid(
                at + ".requests",
                asked.toString(),
                "must be less than or equal to "
                    + name
                    + " limit of "
                    + Quantity.of(limits.get(name))));
      }
    }
    for (String list : List.of("limits", "requests")) {
      for (String name : resources.object(list).keys()) {
        Quantity amount = Quantity.of(resources.object(list).get(name));
        if (amount.value().signum() < 0) {
          errors.add(
              FieldError.invalid(
                  at + "." + list + "[" + name + "]",
                  amount.toString(),
                  "must be greater than or equal to 0"));
        }
      }
    }
  }

  static void port(Json.Object object, String key, String at, List<FieldError> errors) {
    long port = object.number(key, 0);
    if (port < 1 || port > 65535) {
      errors.add(
          FieldError.invalid(
              at + "." + key, Json.number(port), "must be between 1 and 65535, inclusive"));
    }
  }

  static void oneOf(
      Json.Object object, String key, String at, List<String> allowed, List<FieldError> errors) {
    String value = object.text(key);
    if (!value.isEmpty() && !allowed.contains(value)) {
      List<String> sorted = allowed.stream().sorted().toList();
      errors.add(FieldError.notSupported(at + "." + key, value, sorted));
    }
  }
}
