// Longer than most: one order of checks, which kubectl keeps in one place too.
package seodang.terminal.kubectl.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Selector;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.golang.GoText;

/// Finds the objects a command line means: `TYPE NAME…`, `TYPE/NAME…`, `TYPE -l …`, `-f FILE`.
///
/// Follows `cli-runtime`'s resource builder: the order of its checks, its words, and that with
/// [#continueOnError] one failing object does not keep the others from their turn.
public final class ResourceBuilder {
  public static final String MISSING =
      """
      You must provide one or more resources by argument or filename.
      Example resource specifications include:
         '-f rsrc.yaml'
         '--filename=rsrc.json'
         '<resource> <name>'
         '<resource>'\
      """;

  private final Invocation invocation;
  private final List<KubectlError> errors = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<String[]> tuples = new ArrayList<>();
  private List<String> files = List.of();
  private boolean recursive;
  private String kustomize = "";
  private @Nullable String selector;
  private String fieldSelector = "";
  private String namespace;
  private boolean allNamespaces;
  private boolean requireNamespace;
  private boolean defaultNamespace = true;
  private boolean continueOnError;
  private boolean latest;
  private boolean local;
  private boolean fetch = true;
  private boolean listsAsTheyAre;
  private String subresource = "";
  private String accept = ApiRequest.JSON;
  private boolean includeObject;
  private boolean single;

  public ResourceBuilder(Invocation invocation) {
    this.invocation = invocation;
    this.namespace = invocation.namespace();
    this.requireNamespace = invocation.namespaceGiven();
  }

  /// The flags `-f`, `-R`, `-k`.
  public ResourceBuilder files() {
    files = invocation.flags().list("filename");
    recursive = invocation.flags().is("recursive");
    kustomize = invocation.flags().text("kustomize");
    if (!kustomize.isEmpty() && !files.isEmpty()) {
      errors.add(new KubectlError("only one of -f or -k can be specified"));
    }
    return this;
  }

  /// `-l`; null and `""` for none.
  public ResourceBuilder selector(@Nullable String labels) {
    selector = labels == null || labels.isEmpty() ? selector : labels.strip();
    return this;
  }

  public ResourceBuilder fieldSelector(String fields) {
    fieldSelector = fields.strip();
    return this;
  }

  /// `--all`.
  public ResourceBuilder selectAll(boolean all) {
    if (all && (selector != null || !fieldSelector.isEmpty())) {
      errors.add(new KubectlError("setting 'all' parameter but found a non empty selector. "));
    }
    selector = all ? "" : selector;
    return this;
  }

  /// `-A`.
  public ResourceBuilder allNamespaces(boolean all) {
    allNamespaces = all;
    namespace = all ? "" : namespace;
    requireNamespace = requireNamespace && !all;
    defaultNamespace = !all;
    return this;
  }

  /// Types and names as arguments.
  ///
  /// @param allowEmptySelector a type alone means all its objects
  public ResourceBuilder arguments(boolean allowEmptySelector, List<String> given) {
    List<String> words = normalize(given);
    long slashes = words.stream().filter(w -> w.contains("/")).count();
    if (slashes > 0) {
      if (slashes != words.size()) {
        errors.add(
            new KubectlError(
                "there is no need to specify a resource type as a separate argument when passing"
                    + " arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>'"
                    + " instead of 'kubectl get resource resource/<resource_name>'"));
        return this;
      }
      words.forEach(this::tuple);
      return this;
    }
    if (words.isEmpty()) {
      return this;
    }
    for (String type : splitTypes(words.getFirst())) {
      List<String> category = local ? List.of() : invocation.mapper().category(type);
      types.addAll(category.isEmpty() ? List.of(type) : category);
    }
    names.addAll(words.subList(1, words.size()));
    if (words.size() == 1 && selector == null && allowEmptySelector) {
      selector = "";
    }
    return this;
  }

  /// `a,b c d` as `a/c a/d b/c b/d`.
  private static List<String> normalize(List<String> words) {
    if (words.size() < 2) {
      return words;
    }
    List<String> types = splitTypes(words.getFirst());
    if (types.size() < 2) {
      return words;
    }
    List<String> pairs = new ArrayList<>();
    for (String type : types) {
      words.subList(1, words.size()).forEach(name -> pairs.add(type + "/" + name));
    }
    return pairs;
  }

  private static List<String> splitTypes(String word) {
    return new ArrayList<>(new LinkedHashSet<>(List.of(word.split(",", -1))));
  }

  private void tuple(String word) {
    String[] parts = word.split("/", -1);
    if (parts.length != 2) {
      errors.add(
          new KubectlError("arguments in resource/name form may not have more than one slash"));
    } else if (parts[0].isEmpty() || parts[1].isEmpty() || splitTypes(parts[0]).size() != 1) {
      errors.add(
          new KubectlError("arguments in resource/name form must have a single resource and name"));
    } else {
      tuples.add(parts);
    }
  }

  /// A resource and names that the command itself gives: `node worker-1`.
  public ResourceBuilder named(String type, List<String> given) {
    types.add(type);
    names.addAll(given);
    return this;
  }

  public ResourceBuilder continueOnError() {
    continueOnError = true;
    return this;
  }

  /// Objects of files are read again from the API server.
  public ResourceBuilder latest() {
    latest = true;
    return this;
  }

  /// No API server is asked: `--local`.
  public ResourceBuilder local(boolean only) {
    local = only;
    return this;
  }

  /// Named objects are not read; the command does it itself.
  public ResourceBuilder withoutReading() {
    fetch = false;
    return this;
  }

  /// Lists stay whole, as the server answered them; with a Table's Accept header they are Tables.
  public ResourceBuilder lists(String acceptHeader, boolean withObjects) {
    listsAsTheyAre = true;
    accept = acceptHeader;
    includeObject = withObjects;
    return this;
  }

  public ResourceBuilder subresource(String name) {
    subresource = name;
    return this;
  }

  /// True when the command line named exactly one object.
  public boolean isSingle() {
    return single;
  }

  /// True when the command line says which objects it means.
  public boolean asks() {
    return hasFiles()
        || !tuples.isEmpty()
        || !types.isEmpty() && (!names.isEmpty() || selector != null);
  }

  public boolean hasFiles() {
    return !files.isEmpty() || !kustomize.isEmpty();
  }

  /// All objects, or what went wrong first.
  public List<Info> infos() {
    List<Info> infos = new ArrayList<>();
    visit(infos::add);
    return infos;
  }

  /// All objects that can be found; errors are added to the list given.
  public List<Info> infos(List<KubectlError> failures) {
    List<Info> infos = new ArrayList<>();
    try {
      visit(infos::add);
    } catch (KubectlError e) {
      failures.addAll(e.flatten());
    }
    return infos;
  }

  /// Gives each object to the action in order.
  ///
  /// @throws KubectlError the first failure, or with [#continueOnError] all of them at the end
  public void visit(Consumer<Info> action) {
    KubectlError.throwIfAny(errors);
    List<KubectlError> failures = new ArrayList<>();
    Consumer<KubectlError> fail =
        error -> {
          if (!continueOnError || error instanceof KubectlError.Exit) {
            throw error;
          }
          failures.addAll(error.flatten());
        };
    Consumer<Info> each =
        info -> {
          try {
            action.accept(decorate(info));
          } catch (KubectlError e) {
            fail.accept(e);
          }
        };
    for (Step step : steps()) {
      try {
        step.run(each, fail);
      } catch (KubectlError e) {
        fail.accept(e);
      }
    }
    KubectlError.throwIfAny(failures);
  }

  /// One source of objects: a list request, a name, a file.
  private interface Step {
    /// @param fail throws unless the command goes on after errors
    void run(Consumer<Info> each, Consumer<KubectlError> fail);
  }

  private Info decorate(Info info) {
    Resource resource = info.resource();
    Info result = info;
    if (!info.source().isEmpty() && !local) {
      result = namespaced(info);
    }
    if (latest && !info.source().isEmpty() && !local) {
      result = result.with(read(result, result.path()));
    }
    if (result.object().isEmpty() && fetch) {
      String path = result.path() + (subresource.isEmpty() ? "" : "/" + subresource);
      Json.Object object = read(result, path);
      result = result.with(Client.typed(object, resource));
    }
    return result;
  }

  private Json.Object read(Info info, String path) {
    try {
      return invocation
          .client()
          .get(path, accept, "includeObject", includeObject ? "Object" : null);
    } catch (KubectlError.Rejected e) {
      if (e.isNotFound() && !info.namespace().isEmpty() && !info.namespace().equals("default")) {
        checkNamespace(info.namespace());
      }
      throw e;
    }
  }

  /// Where nothing is found because its namespace does not exist, that is what is said.
  private void checkNamespace(String name) {
    ApiResponse answer = invocation.client().attempt(ApiRequest.get("/api/v1/namespaces/" + name));
    if (answer.status() == 404) {
      throw new KubectlError.Rejected(answer.object());
    }
  }

  /// A file's object in its namespace, or in the command's when it names none.
  private Info namespaced(Info info) {
    Json.Object object = info.object();
    Json.Object metadata = object.object("metadata");
    String own = metadata.text("namespace");
    if (!info.resource().namespaced()) {
      return info.withNamespace("").with(object.with("metadata", metadata.without("namespace")));
    }
    if (own.isEmpty() && defaultNamespace) {
      return info.withNamespace(namespace)
          .with(object.with("metadata", metadata.with("namespace", namespace)));
    }
    if (requireNamespace && !own.equals(namespace)) {
      throw new KubectlError(
          "the namespace from the provided object "
              + GoText.quote(own)
              + " does not match the namespace "
              + GoText.quote(namespace)
              + ". You must pass '--namespace="
              + own
              + "' to perform this operation.");
    }
    return info.withNamespace(own);
  }

  private List<Step> steps() {
    if (hasFiles()) {
      return fileSteps();
    }
    if (selector != null || !fieldSelector.isEmpty()) {
      if (!subresource.isEmpty()) {
        throw new KubectlError("subresource cannot be used when bulk resources are specified");
      }
      return selectorSteps();
    }
    if (!tuples.isEmpty()) {
      return tupleSteps();
    }
    if (!names.isEmpty()) {
      return nameSteps();
    }
    if (!types.isEmpty()) {
      types.forEach(invocation.mapper()::named);
      throw new KubectlError("resource(s) were provided, but no name was specified");
    }
    throw new KubectlError(MISSING);
  }

  private List<Step> selectorSteps() {
    if (!names.isEmpty()) {
      throw new KubectlError("name cannot be provided when a selector is specified");
    }
    if (!tuples.isEmpty()) {
      throw new KubectlError(
          "selectors and the all flag cannot be used when passing resource/name arguments");
    }
    if (types.isEmpty()) {
      throw new KubectlError("at least one resource must be specified to use a selector");
    }
    List<Step> steps = new ArrayList<>();
    List<Resource> resources = types.stream().map(invocation.mapper()::named).toList();
    for (Resource resource : resources) {
      steps.add((each, fail) -> list(resource).forEach(each));
    }
    return steps;
  }

  private List<Info> list(Resource resource) {
    String labels = selector == null ? "" : selector;
    String where = resource.namespaced() ? namespace : "";
    String[] query = {
      "labelSelector", labels.isEmpty() ? null : labels,
      "fieldSelector", fieldSelector.isEmpty() ? null : fieldSelector,
      "includeObject", includeObject ? "Object" : null
    };
    try {
      if (!listsAsTheyAre) {
        return invocation.client().list(resource, where, query).stream()
            .map(o -> ofServer(resource, o))
            .toList();
      }
      return pages(resource, where, query);
    } catch (KubectlError.Rejected e) {
      if (!e.reason().equals("BadRequest") && !e.isNotFound()) {
        throw e;
      }
      String what = GoText.quote(resource.goText());
      throw e.withMessage(
          labels.isEmpty() && fieldSelector.isEmpty()
              ? "Unable to list " + what + ": " + e.text()
              : "Unable to find "
                  + what
                  + " that match label selector "
                  + GoText.quote(labels)
                  + ", field selector "
                  + GoText.quote(fieldSelector)
                  + ": "
                  + e.text());
    }
  }

  private List<Info> pages(Resource resource, String where, @Nullable String[] query) {
    List<Info> pages = new ArrayList<>();
    String next = null;
    do {
      ApiRequest request =
          Client.with(ApiRequest.get(resource.path(where)).withAccept(accept), query)
              .withQuery("limit", includeObject ? null : "500")
              .withQuery("continue", next);
      Json.Object page = invocation.client().send(request).object();
      pages.add(new Info(resource, where, "", "", page));
      String token = page.object("metadata").text("continue");
      next = token.isEmpty() ? null : token;
    } while (next != null);
    return pages;
  }

  private static Info ofServer(Resource resource, Json.Object object) {
    Json.Object metadata = object.object("metadata");
    return new Info(resource, metadata.text("namespace"), metadata.text("name"), "", object);
  }

  private List<Step> tupleSteps() {
    single = tuples.size() == 1;
    if (!types.isEmpty()) {
      throw new KubectlError(
          "you may not specify individual resources and bulk resources in the same call");
    }
    List<Info> infos = new ArrayList<>();
    for (String[] tuple : tuples) {
      infos.add(nameless(invocation.mapper().named(tuple[0]), tuple[1]));
    }
    return each(infos);
  }

  private List<Step> nameSteps() {
    single = names.size() == 1;
    if (types.isEmpty()) {
      throw new KubectlError("you must provide a resource and a resource name together");
    }
    if (types.size() > 1) {
      throw new KubectlError("you must specify only one resource");
    }
    Resource resource = invocation.mapper().named(types.getFirst());
    return each(names.stream().map(name -> nameless(resource, name)).toList());
  }

  private static List<Step> each(List<Info> infos) {
    List<Step> steps = new ArrayList<>();
    infos.forEach(info -> steps.add((each, fail) -> each.accept(info)));
    return steps;
  }

  private Info nameless(Resource resource, String name) {
    if (resource.namespaced() && allNamespaces) {
      throw new KubectlError("a resource cannot be retrieved by name across all namespaces");
    }
    return new Info(resource, resource.namespaced() ? namespace : "", name, "", Json.object());
  }

  private List<Step> fileSteps() {
    List<ManifestFiles.Source> sources = ManifestFiles.expand(invocation, files, recursive);
    if (!types.isEmpty() || !names.isEmpty() || !tuples.isEmpty()) {
      throw new KubectlError(
          "when paths, URLs, or stdin is provided as input, you may not specify resource"
              + " arguments as well");
    }
    List<Step> steps = new ArrayList<>();
    if (!kustomize.isEmpty()) {
      steps.add(documents(kustomize, () -> invocation.kustomized(kustomize)));
      return steps;
    }
    for (ManifestFiles.Source source : sources) {
      steps.add(documents(source.name(), source.text()));
    }
    return steps;
  }

  /// A document that is no YAML or no object ends its file; one of an unknown kind does not.
  private Step documents(String source, Supplier<String> text) {
    return (each, fail) -> {
      for (String document : Manifests.split(text.get())) {
        Json parsed = parse(source, document);
        if (parsed != null && !(parsed instanceof Json.Null)) {
          try {
            objects(source, parsed).stream().filter(this::isSelected).forEach(each);
          } catch (KubectlError e) {
            fail.accept(e);
          }
        }
      }
    };
  }

  private @Nullable Json parse(String source, String document) {
    Json parsed;
    try {
      parsed = Manifests.parse(document);
    } catch (KubectlError e) {
      throw new KubectlError("error parsing " + source + ": " + e.text());
    }
    String problem = parsed == null || parsed instanceof Json.Null ? "" : problem(parsed);
    if (!problem.isEmpty() && !"Ignore".equals(invocation.fieldValidation())) {
      throw new KubectlError(
          "error validating "
              + GoText.quote(source)
              + ": error validating data: "
              + problem
              + "; if you choose to ignore these errors, turn validation off with"
              + " --validate=false");
    }
    return parsed;
  }

  private static String problem(Json parsed) {
    if (!(parsed instanceof Json.Object object)) {
      return "invalid object to validate";
    }
    List<String> problems = new ArrayList<>();
    for (String field : List.of("apiVersion", "kind")) {
      Json value = object.get(field);
      if (value == null || value instanceof Json.Null) {
        problems.add(field + " not set");
      } else if (!(value instanceof Json.Text)) {
        problems.add(field + " isn't string type");
      }
    }
    return problems.size() < 2
        ? String.join("", problems)
        : "[" + String.join(", ", problems) + "]";
  }

  /// Names, labels and annotations are read before anything is sent, and must be texts.
  private static void checkMetadata(String source, Json.Object object) {
    Json.Object metadata = object.object("metadata");
    for (String field : List.of("annotations", "generateName", "labels", "name", "namespace")) {
      Json value = metadata.get(field);
      List<Json> texts =
          value instanceof Json.Object map
                  && (field.equals("labels") || field.equals("annotations"))
              ? map.keys().stream().sorted().map(k -> Objects.requireNonNull(map.get(k))).toList()
              : value == null ? List.of() : List.of(value);
      for (Json text : texts) {
        if (text instanceof Json.Bool || text instanceof Json.Number) {
          throw new KubectlError(
              "unable to decode "
                  + GoText.quote(source)
                  + ": json: cannot unmarshal "
                  + (text instanceof Json.Bool ? "bool" : "number")
                  + " into Go struct field ObjectMeta.metadata."
                  + field
                  + " of type string");
        }
      }
    }
  }

  private List<Info> objects(String source, Json parsed) {
    if (!(parsed instanceof Json.Object object) || object.text("kind").isEmpty()) {
      throw new KubectlError(
          "unable to decode "
              + GoText.quote(source)
              + ": Object 'Kind' is missing in '"
              + seodang.terminal.kubectl.golang.GoJson.compact(parsed)
              + "'");
    }
    if (object.text("kind").endsWith("List") && object.get("items") instanceof Json.Array items) {
      List<Info> infos = new ArrayList<>();
      for (Json.Object item : items.objects()) {
        infos.addAll(objects(source, item));
      }
      return infos;
    }
    return List.of(info(source, object));
  }

  /// Labels choose among the objects of files too.
  private boolean isSelected(Info info) {
    Selector wanted = selector == null || selector.isEmpty() ? null : Selector.parse(selector);
    return wanted == null || wanted.matches(info.object().object("metadata").object("labels"));
  }

  private Info info(String source, Json.Object object) {
    checkMetadata(source, object);
    Json.Object metadata = object.object("metadata");
    String name = metadata.text("name");
    String own = metadata.text("namespace");
    if (local) {
      return new Info(LocalResource.of(object), own, name, source, object);
    }
    String version = object.text("apiVersion");
    String kind = object.text("kind");
    Resource resource =
        invocation
            .mapper()
            .kind(version, kind)
            .orElseThrow(() ->
                new KubectlError(
                    "resource mapping not found for name: "
                        + GoText.quote(name)
                        + " namespace: "
                        + GoText.quote(own)
                        + " from "
                        + GoText.quote(source)
                        + ": no matches for kind "
                        + GoText.quote(kind)
                        + " in version "
                        + GoText.quote(version)
                        + "\nensure CRDs are installed first"));
    return new Info(resource, own, name, source, object);
  }
}
