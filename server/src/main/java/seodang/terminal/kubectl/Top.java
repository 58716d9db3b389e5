package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.TabWriter;

/// `kubectl top pod` and `top node`.
final class Top {
  private final Invocation invocation;
  private final Flags flags;

  private Top(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  static int pods(Invocation invocation) {
    return new Top(invocation).pods();
  }

  static int nodes(Invocation invocation) {
    return new Top(invocation).nodes();
  }

  private Resource metrics(String name) {
    if (!Set.of("", "cpu", "memory").contains(flags.text("sort-by"))) {
      throw new KubectlError("--sort-by accepts only cpu or memory");
    }
    if (!invocation.arguments().isEmpty() && !flags.text("selector").isEmpty()) {
      throw new KubectlError(
          "only one of NAME or "
              + (name.equals("nodes") ? "--selector" : "selector")
              + " can be provided");
    }
    Optional<Resource> found =
        invocation.mapper().all().stream()
            .filter(r -> r.group().equals("metrics.k8s.io") && r.name().equals(name))
            .findFirst();
    return found.orElseThrow(() -> new KubectlError("Metrics API not available"));
  }

  private List<Json.Object> measured(Resource resource, String namespace) {
    if (!invocation.arguments().isEmpty()) {
      return List.of(
          invocation.client().get(resource.path(namespace, invocation.arguments().getFirst())));
    }
    String selector = flags.text("selector");
    String fields = flags.text("field-selector");
    return invocation
        .client()
        .list(
            resource,
            namespace,
            "labelSelector",
            selector.isEmpty() ? null : selector,
            "fieldSelector",
            fields.isEmpty() ? null : fields);
  }

  private static Quantity used(Json.Object usage, String resource) {
    return Quantity.of(usage.get(resource));
  }

  private static String cpu(Quantity amount) {
    return amount.milli() + "m";
  }

  private static String memory(Quantity amount) {
    return amount.whole() / (1024 * 1024) + "Mi";
  }

  /// A row to be printed.
  private record Row(String sortName, List<String> lead, Quantity cpu, Quantity memory) {}

  private List<Row> sorted(List<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        switch (flags.text("sort-by")) {
          case "cpu" -> Comparator.comparing(Row::cpu).reversed();
          case "memory" -> Comparator.comparing(Row::memory).reversed();
          default -> Comparator.comparing(Row::sortName);
        });
    return sorted;
  }

  private int pods() {
    Resource resource = metrics("pods");
    boolean all = flags.is("all-namespaces");
    List<Json.Object> pods = measured(resource, all ? "" : invocation.namespace());
    if (pods.isEmpty()) {
      invocation.printError(
          all
              ? "No resources found\n"
              : "No resources found in " + invocation.namespace() + " namespace.\n");
      return 0;
    }
    List<Row> rows = new ArrayList<>();
    for (Json.Object pod : pods) {
      rows.addAll(rows(pod, all));
    }
    TabWriter table = TabWriter.forTables();
    if (!flags.is("no-headers")) {
      table.write(
          (all ? "NAMESPACE\t" : "")
              + (flags.is("containers") ? "POD\tNAME" : "NAME")
              + "\tCPU(cores)\tMEMORY(bytes)\t\n");
    }
    Quantity cpu = Quantity.ZERO;
    Quantity memory = Quantity.ZERO;
    for (Row row : sorted(rows)) {
      table.write(
          String.join("\t", row.lead())
              + "\t"
              + cpu(row.cpu())
              + "\t"
              + memory(row.memory())
              + "\t\n");
      cpu = cpu.plus(row.cpu());
      memory = memory.plus(row.memory());
    }
    if (flags.is("sum")) {
      String empty = (all ? "\t" : "") + (flags.is("containers") ? "\t" : "");
      table.write(empty + "\t________\t________\t\n");
      table.write(empty + "\t" + cpu(cpu) + "\t" + memory(memory) + "\t\n");
    }
    invocation.print(table.flush());
    return 0;
  }

  private List<Row> rows(Json.Object pod, boolean all) {
    Json.Object metadata = pod.object("metadata");
    List<String> lead = new ArrayList<>();
    if (all) {
      lead.add(metadata.text("namespace"));
    }
    lead.add(metadata.text("name"));
    List<Row> rows = new ArrayList<>();
    Quantity cpu = Quantity.ZERO;
    Quantity memory = Quantity.ZERO;
    for (Json.Object container : pod.array("containers").objects()) {
      Json.Object usage = container.object("usage");
      if (flags.is("containers")) {
        List<String> inner = new ArrayList<>(lead);
        inner.add(container.text("name"));
        rows.add(
            new Row(String.join("/", inner), inner, used(usage, "cpu"), used(usage, "memory")));
      }
      cpu = cpu.plus(used(usage, "cpu"));
      memory = memory.plus(used(usage, "memory"));
    }
    return flags.is("containers")
        ? rows
        : List.of(new Row(String.join("/", lead), lead, cpu, memory));
  }

  private int nodes() {
    Resource resource = metrics("nodes");
    List<Json.Object> nodes = measured(resource, "");
    if (nodes.isEmpty()) {
      throw new KubectlError("metrics not available yet");
    }
    Map<String, Json.Object> capacity = new HashMap<>();
    String field = flags.is("show-capacity") ? "capacity" : "allocatable";
    for (Json.Object node :
        invocation.client().list(invocation.mapper().resourceOnly("nodes", ""), "")) {
      capacity.put(node.object("metadata").text("name"), node.object("status").object(field));
    }
    List<Row> rows = new ArrayList<>();
    for (Json.Object node : nodes) {
      String name = node.object("metadata").text("name");
      Json.Object usage = node.object("usage");
      rows.add(new Row(name, List.of(name), used(usage, "cpu"), used(usage, "memory")));
    }
    TabWriter table = TabWriter.forTables();
    if (!flags.is("no-headers")) {
      table.write("NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\t\n");
    }
    for (Row row : sorted(rows)) {
      Json.Object available = capacity.getOrDefault(row.sortName(), Json.object());
      table.write(
          row.sortName()
              + "\t"
              + cpu(row.cpu())
              + "\t"
              + percent(row.cpu(), available.get("cpu"))
              + "\t"
              + memory(row.memory())
              + "\t"
              + percent(row.memory(), available.get("memory"))
              + "\t\n");
    }
    invocation.print(table.flush());
    return 0;
  }

  private static String percent(Quantity used, @org.jspecify.annotations.Nullable Json available) {
    Quantity whole = Quantity.of(available);
    return whole.value().signum() == 0
        ? "<unknown>"
        : (long) (used.value().doubleValue() / whole.value().doubleValue() * 100) + "%";
  }
}
