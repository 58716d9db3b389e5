package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;

/// `kubectl api-resources` and `api-versions`.
final class ApiResources {
  private ApiResources() {}

  static int resources(Invocation invocation) {
    Flags flags = invocation.flags();
    String output = flags.text("output");
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("unexpected arguments: " + GoText.list(invocation.arguments()));
    }
    if (!Set.of("", "wide", "name").contains(output)) {
      throw new KubectlError("--output " + output + " is not available");
    }
    String sortBy = flags.text("sort-by");
    if (!Set.of("", "name", "kind").contains(sortBy)) {
      throw new KubectlError("--sort-by accepts only name or kind");
    }
    List<Resource> shown = new ArrayList<>(chosen(invocation));
    shown.sort(
        switch (sortBy) {
          case "name" -> Comparator.comparing(Resource::name);
          case "kind" -> Comparator.comparing(Resource::kind);
          default -> Comparator.comparing(Resource::group).thenComparing(Resource::name);
        });
    invocation.print(
        output.equals("name")
            ? String.join("", shown.stream().map(r -> r.qualifiedName() + "\n").toList())
            : table(shown, output.equals("wide"), flags.is("no-headers")));
    return 0;
  }

  /// Each resource once, in the preferred version of its group.
  private static List<Resource> chosen(Invocation invocation) {
    Flags flags = invocation.flags();
    Set<String> seen = new HashSet<>();
    List<Resource> chosen = new ArrayList<>();
    for (Resource resource : invocation.mapper().all()) {
      if (!seen.add(resource.qualifiedName()) || resource.verbs().isEmpty()) {
        continue;
      }
      boolean group = !flags.has("api-group") || flags.text("api-group").equals(resource.group());
      boolean scope = !flags.has("namespaced") || flags.is("namespaced") == resource.namespaced();
      if (group
          && scope
          && resource.verbs().containsAll(flags.list("verbs"))
          && resource.categories().containsAll(flags.list("categories"))) {
        chosen.add(resource);
      }
    }
    return chosen;
  }

  private static String table(List<Resource> resources, boolean wide, boolean noHeaders) {
    TabWriter table = TabWriter.forTables();
    if (!noHeaders) {
      table.write(
          "NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND"
              + (wide ? "\tVERBS\tCATEGORIES" : "")
              + "\n");
    }
    for (Resource resource : resources) {
      table.write(
          resource.name()
              + "\t"
              + String.join(",", resource.shortNames())
              + "\t"
              + resource.groupVersion()
              + "\t"
              + resource.namespaced()
              + "\t"
              + resource.kind()
              + (wide
                  ? "\t"
                      + String.join(",", resource.verbs())
                      + "\t"
                      + String.join(",", resource.categories())
                  : "")
              + "\n");
    }
    return table.flush();
  }

  static int versions(Invocation invocation) {
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("unexpected arguments: " + GoText.list(invocation.arguments()));
    }
    TreeSet<String> versions = new TreeSet<>();
    invocation.mapper().all().forEach(r -> versions.add(r.groupVersion()));
    versions.forEach(version -> invocation.print(version + "\n"));
    return 0;
  }
}
