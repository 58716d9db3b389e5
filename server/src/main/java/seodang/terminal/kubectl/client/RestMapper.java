package seodang.terminal.kubectl.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import seodang.terminal.kubectl.golang.GoText;

/// Which resource a word or a kind means, as kubectl's mappers find it: plural, singular, short
/// name, kind, each with an optional version and group (`deployments.v1.apps`).
public final class RestMapper {
  private final List<Resource> all;

  public RestMapper(List<Resource> all) {
    this.all = all;
  }

  public List<Resource> all() {
    return all;
  }

  /// The resource a learner's word means.
  ///
  /// @throws KubectlError when discovery has none
  public Resource named(String word) {
    String[] parts = word.split("\\.", 3);
    if (parts.length == 3) {
      Optional<Resource> exact =
          byResource(
              parts[0],
              r -> r.version().equals(parts[1]) && r.group().equals(parts[2]),
              r -> r.group().equals(parts[2]));
      if (exact.isPresent()) {
        return exact.get();
      }
    }
    int dot = word.indexOf('.');
    String name = dot < 0 ? word : word.substring(0, dot);
    String group = dot < 0 ? "" : word.substring(dot + 1);
    return (name.isEmpty() ? Optional.<Resource>empty() : resource(name, group))
        .or(() -> byKind(parts, name, group))
        .orElseThrow(() ->
            new KubectlError("the server doesn't have a resource type " + GoText.quote(name)));
  }

  /// As `--resource` of `create role` finds it: resource names alone, no kinds.
  ///
  /// @throws KubectlError.NoResource when discovery has none
  public Resource resourceOnly(String name, String group) {
    return resource(name, group).orElseThrow(() -> new KubectlError.NoResource(name, group));
  }

  /// Among resource names alone: no kinds.
  public Optional<Resource> resource(String name, String group) {
    if (group.isEmpty()) {
      return byResource(name, r -> true, r -> true);
    }
    return byResource(name, r -> r.group().equals(group), r -> r.group().equals(group))
        .or(() ->
            byResource(name, r -> r.group().startsWith(group), r -> r.group().startsWith(group)));
  }

  private Optional<Resource> byResource(
      String word, Predicate<Resource> wanted, Predicate<Resource> wantedShort) {
    String name = word.toLowerCase(Locale.ROOT);
    return first(r -> wanted.test(r) && (r.name().equals(name) || r.singular().equals(name)))
        .or(() ->
            first(r -> wantedShort.test(r) && r.shortNames().contains(name))
                .flatMap(s ->
                    first(r ->
                        wanted.test(r)
                            && r.name().equals(s.name())
                            && r.group().equals(s.group()))));
  }

  private Optional<Resource> byKind(String[] parts, String kind, String group) {
    if (parts.length == 3) {
      Optional<Resource> exact = kind(parts[2], parts[1], parts[0]);
      if (exact.isPresent()) {
        return exact;
      }
    }
    return first(r -> r.kind().equals(kind) && r.group().equals(group))
        .or(() -> group.isEmpty() ? first(r -> r.kind().equals(kind)) : Optional.empty());
  }

  /// The resource of a kind; any version when it is `""`.
  public Optional<Resource> kind(String group, String version, String kind) {
    return first(r ->
        r.kind().equals(kind)
            && r.group().equals(group)
            && (version.isEmpty() || r.version().equals(version)));
  }

  /// A kind as a manifest gives it.
  public Optional<Resource> kind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return kind(
        slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
  }

  /// The words a category such as `all` stands for; empty when it is none.
  public List<String> category(String word) {
    Set<String> names = new LinkedHashSet<>();
    all.stream()
        .filter(r -> r.categories().contains(word))
        .forEach(r -> names.add(r.qualifiedName()));
    return new ArrayList<>(names);
  }

  private Optional<Resource> first(Predicate<Resource> wanted) {
    return all.stream().filter(wanted).findFirst();
  }
}
