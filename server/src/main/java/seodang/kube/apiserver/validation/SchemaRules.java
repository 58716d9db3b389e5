package seodang.kube.apiserver.validation;

import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.apiserver.cel.Environment;

/// The schemas of CustomResourceDefinitions: structural, with sound defaults and rules.
final class SchemaRules {
  private static final String[] TYPES = {
    "array", "boolean", "integer", "number", "object", "string"
  };
  private static final List<String> AT_ROOT =
      List.of(
          "description",
          "type",
          "format",
          "title",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "multipleOf",
          "required",
          "items",
          "properties",
          "externalDocs",
          "example",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");
  private static final String RULES = "x-kubernetes-validations";

  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    final String untyped;

    Level(String untyped) {
      this.untyped = untyped;
    }
  }

  private SchemaRules() {}

  /// @param status whether the status subresource is enabled
  static void schema(Field schema, boolean status) {
    if (!schema.present()) {
      return;
    }
    if (status) {
      root(schema);
    }
    if (schema.bool("nullable")) {
      schema.at("nullable").forbidden("nullable cannot be true at the root");
    }
    List<FieldError> structural = new ArrayList<>();
    structural(schema.apart(structural), Level.ROOT);
    structural.sort(Comparator.comparing(FieldError::toString));
    schema.addAll(structural);
    List<FieldError> defaults = new ArrayList<>();
    if (structural.isEmpty()) {
      defaults(schema.apart(defaults));
      schema.addAll(defaults);
    }
    List<FieldError> rules = new ArrayList<>();
    boolean sound = structural.isEmpty() && defaults.isEmpty();
    open(schema, new Context(true, false, ""), sound ? rules : null);
    schema.addAll(rules);
  }

  private static void root(Field schema) {
    for (String key : schema.keys()) {
      if (key.equals("type")) {
        if (!schema.text("type").equals("object")) {
          schema
              .at("type")
              .invalid(
                  "only \"object\" is allowed as the type at the root of the schema if the status"
                      + " subresource is enabled");
          return;
        }
      } else if (!AT_ROOT.contains(key)) {
        schema.invalidGo(
            "apiextensions.JSONSchemaProps{}",
            "only "
                + AT_ROOT.stream().map(SchemaRules::goName).toList().toString().replace(",", "")
                + " fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }

  private static String goName(String key) {
    return switch (key) {
      case "x-kubernetes-preserve-unknown-fields" -> "XPreserveUnknownFields";
      case RULES -> "XValidations";
      default -> Character.toUpperCase(key.charAt(0)) + key.substring(1);
    };
  }

  /// The form that pruning and defaulting need.
  private static void structural(Field schema, Level level) {
    String type = schema.text("type");
    boolean intOrString = schema.bool("x-kubernetes-int-or-string");
    boolean free = schema.bool("x-kubernetes-preserve-unknown-fields");
    boolean embedded = schema.bool("x-kubernetes-embedded-resource");
    Field items = schema.at("items");
    boolean hasItems = items.value() instanceof Json.Object;
    if (type.equals("array") && !hasItems) {
      items.required("must be specified");
    }
    if (hasItems) {
      structural(items, Level.ITEM);
    }
    Field properties = schema.at("properties");
    for (String name : properties.keys()) {
      structural(properties.key(name), Level.FIELD);
    }
    Field more = schema.at("additionalProperties");
    if (more.present() && level == Level.ROOT) {
      more.forbidden("must not be used at the root");
    }
    if (more.value() instanceof Json.Object) {
      structural(more, Level.FIELD);
    }
    if (intOrString && free) {
      schema
          .at("x-kubernetes-preserve-unknown-fields")
          .invalidGo("true", "must be false if x-kubernetes-int-or-string is true");
    }
    if (intOrString && embedded) {
      schema
          .at("x-kubernetes-embedded-resource")
          .invalidGo("true", "must be false if x-kubernetes-int-or-string is true");
    }
    values(schema, intOrString);
    if (embedded && !type.equals("object")) {
      String must = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        schema.at("type").required(must);
      } else {
        schema.at("type").invalid(must);
      }
    } else if (type.isEmpty() && !intOrString && !free) {
      schema.at("type").required(level.untyped);
    }
    if (embedded && more.present()) {
      more.forbidden("must not be used if x-kubernetes-embedded-resource is set");
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      schema.at("type").invalid("must be object at the root");
    }
    if (level == Level.ROOT || embedded) {
      for (String name : List.of("kind", "apiVersion")) {
        if (properties.has(name) && !properties.key(name).text("type").equals("string")) {
          properties.key(name).at("type").invalid("must be string");
        }
      }
      if (properties.has("metadata")) {
        metadata(properties.key("metadata"), level);
      }
    }
    if (embedded && !free && properties.isEmpty()) {
      properties.required(
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private static void metadata(Field metadata, Level level) {
    if (!metadata.text("type").equals("object")) {
      metadata.at("type").invalid("must be object");
    }
    if (level == Level.ROOT) {
      Json.Object rest = metadata.object().without("type").without("default");
      boolean named = Set.of("name", "generateName").containsAll(metadata.at("properties").keys());
      if (!(named ? rest.without("properties") : rest).isEmpty()) {
        metadata.forbidden(
            "must not specify anything other than name and generateName, but metadata is implicitly"
                + " specified");
      }
    }
  }

  private static void values(Field schema, boolean intOrString) {
    for (String list : List.of("anyOf", "allOf", "oneOf")) {
      for (Field each : schema.items(list)) {
        boolean pattern = intOrString && isIntOrString(schema, list);
        if (!pattern) {
          nested(each);
        }
      }
    }
    if (schema.has("not")) {
      nested(schema.at("not"));
    }
    Field pattern = schema.at("pattern");
    if (!pattern.text().isEmpty()) {
      try {
        Pattern.compile(pattern.text());
      } catch (PatternSyntaxException e) {
        pattern.invalid(
            "must be a valid regular expression, but isn't: error parsing regexp: "
                + e.getDescription());
      }
    }
  }

  private static boolean isIntOrString(Field schema, String list) {
    Json.Array pattern = Json.array(Json.object("type", "integer"), Json.object("type", "string"));
    return list.equals("anyOf") && schema.at("anyOf").array().equals(pattern)
        || list.equals("allOf") && schema.at("allOf").item(0).at("anyOf").array().equals(pattern);
  }

  private static void nested(Field schema) {
    values(schema, false);
    if (schema.at("items").value() instanceof Json.Object) {
      nested(schema.at("items"));
    }
    for (String name : schema.at("properties").keys()) {
      nested(schema.at("properties").key(name));
    }
    for (String empty : List.of("type", "title", "description")) {
      if (!schema.text(empty).isEmpty()) {
        schema.at(empty).forbidden("must be empty to be structural");
      }
    }
    for (String undefined :
        List.of(
            "additionalProperties", "default", "x-kubernetes-list-type", "x-kubernetes-map-type")) {
      if (schema.has(undefined)) {
        schema.at(undefined).forbidden("must be undefined to be structural");
      }
    }
    for (String off :
        List.of(
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string")) {
      if (schema.bool(off)) {
        schema.at(off).forbidden("must be false to be structural");
      }
    }
    for (String empty : List.of("x-kubernetes-list-map-keys", RULES)) {
      if (!schema.at(empty).isEmpty()) {
        schema.at(empty).forbidden("must be empty to be structural");
      }
    }
    if (schema.at("properties").has("metadata")) {
      schema
          .at("properties")
          .key("metadata")
          .forbidden("must not be specified in a nested context");
    }
  }

  /// That defaults fit their own schemas.
  private static void defaults(Field schema) {
    if (schema.has("default")) {
      ValueRules.check(schema.object(), schema.at("default"));
    }
    if (schema.at("items").value() instanceof Json.Object) {
      defaults(schema.at("items"));
    }
    for (String name : schema.at("properties").keys()) {
      defaults(schema.at("properties").key(name));
    }
    if (schema.at("additionalProperties").value() instanceof Json.Object) {
      defaults(schema.at("additionalProperties"));
    }
  }

  /// Where in a definition a schema stands.
  ///
  /// @param noDefaults why a default may not be set; empty when it may
  private record Context(boolean root, boolean metadata, String noDefaults) {}

  private static void open(Field schema, Context context, @Nullable List<FieldError> rules) {
    int before = schema.errors().size();
    standard(schema, context);
    if (schema.bool("uniqueItems")) {
      schema
          .at("uniqueItems")
          .forbidden(
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    Context inner = new Context(false, context.metadata(), context.noDefaults());
    Field more = schema.at("additionalProperties");
    if (more.present()) {
      boolean anything = more.value() == Json.Bool.TRUE;
      if (!schema.at("properties").isEmpty() && !anything) {
        more.forbidden("additionalProperties and properties are mutual exclusive");
      }
      if (more.value() instanceof Json.Object) {
        open(more, inner, rules);
      }
    }
    for (String name : schema.at("properties").keys()) {
      boolean meta =
          (context.root() || schema.bool("x-kubernetes-embedded-resource"))
              && List.of("metadata", "kind", "apiVersion").contains(name);
      Context below =
          meta
              ? new Context(
                  false, true, context.root() ? "in top-level " + name : context.noDefaults())
              : inner;
      open(schema.at("properties").key(name), below, rules);
    }
    for (String list : List.of("allOf", "oneOf", "anyOf")) {
      schema.items(list).forEach(s -> open(s, inner, null));
    }
    if (schema.has("not")) {
      open(schema.at("not"), inner, null);
    }
    if (schema.at("items").value() instanceof Json.Object) {
      open(schema.at("items"), inner, rules);
    }
    extensions(schema);
    validations(schema, rules, before);
  }

  private static void standard(Field schema, Context context) {
    Field type = schema.at("type");
    if (!type.text().isEmpty()) {
      type.oneOf(TYPES);
    }
    if (schema.has("default") && !context.noDefaults().isEmpty()) {
      schema.at("default").forbidden("must not be set " + context.noDefaults());
    }
    for (String unknown :
        List.of(
            "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")) {
      if (schema.has(unknown)) {
        schema.at(unknown).forbidden(unknown + " is not supported");
      }
    }
    if (type.text().equals("null")) {
      type.forbidden("type cannot be set to null, use nullable as an alternative");
    }
    if (schema.at("items").value() instanceof Json.Array) {
      schema.at("items").forbidden("items must be a schema object and not an array");
    }
    if (context.metadata() && schema.bool("x-kubernetes-embedded-resource")) {
      schema
          .at("x-kubernetes-embedded-resource")
          .forbidden("must not be used inside of resource meta");
    }
  }

  private static void extensions(Field schema) {
    Field free = schema.at("x-kubernetes-preserve-unknown-fields");
    if (free.value() == Json.Bool.FALSE) {
      free.invalidGo("false", "must be true or undefined");
    }
    typed(schema, "x-kubernetes-map-type", "object");
    schema.at("x-kubernetes-map-type").optionalOneOf("atomic", "granular");
    boolean array = typed(schema, "x-kubernetes-list-type", "array");
    Field listType = schema.at("x-kubernetes-list-type");
    Field items = schema.at("items");
    if (array && listType.text().equals("set")) {
      setItems(items);
    }
    listType.optionalOneOf("atomic", "set", "map");
    Field keys = schema.at("x-kubernetes-list-map-keys");
    if (!keys.isEmpty() && !listType.text().equals("map")) {
      String must = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (!listType.present()) {
        listType.required(must);
      } else {
        listType.invalid(must);
      }
    }
    if (listType.text().equals("map")) {
      mapKeys(keys, items);
    }
    if (List.of("set", "map").contains(listType.text()) && items.bool("nullable")) {
      items
          .at("nullable")
          .forbidden("cannot be nullable when x-kubernetes-list-type is " + listType.text());
    }
  }

  private static boolean typed(Field schema, String extension, String type) {
    if (!schema.has(extension) || schema.text("type").equals(type)) {
      return true;
    }
    String must = "must be " + type + " if " + extension + " is specified";
    if (schema.text("type").isEmpty()) {
      schema.at("type").required(must);
    } else {
      schema.at("type").invalid(must);
    }
    return false;
  }

  private static void setItems(Field items) {
    String must = "must be atomic as item of a list with x-kubernetes-list-type=set";
    Field list = items.at("x-kubernetes-list-type");
    Field map = items.at("x-kubernetes-map-type");
    if (items.text("type").equals("array") && list.present() && !list.text().equals("atomic")) {
      list.invalid(must);
    } else if (items.text("type").equals("object") && !map.text().equals("atomic")) {
      map.invalidGo("\"null\"", must);
    }
  }

  private static void mapKeys(Field keys, Field items) {
    if (keys.isEmpty()) {
      keys.required("must not be empty if x-kubernetes-list-type is map");
    }
    if (!items.present()) {
      items.required("must have a schema if x-kubernetes-list-type is map");
      return;
    }
    if (!items.text("type").equals("object")) {
      items.at("type").invalid("must be object if parent array's x-kubernetes-list-type is map");
      return;
    }
    List<String> required = items.at("required").texts();
    Set<String> seen = new java.util.HashSet<>();
    String shown = GoValue.list("[]string", keys.value());
    for (String key : keys.texts()) {
      Field property = items.at("properties").key(key);
      if (!property.present()) {
        keys.invalidGo(shown, "entries must all be names of item properties");
      } else if (List.of("array", "object").contains(property.text("type"))) {
        property
            .at("type")
            .invalid(
                "object", "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.add(key)) {
        keys.invalidGo(shown, "must not contain duplicate entries");
      }
    }
    for (String key : keys.texts()) {
      Field property = items.at("properties").key(key);
      if (property.present() && !required.contains(key) && !property.has("default")) {
        property
            .at("default")
            .required(
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                    + " required property");
      }
      if (property.bool("nullable")) {
        property
            .at("nullable")
            .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
      }
    }
  }

  private static void validations(
      Field schema, @Nullable List<FieldError> rules, int errorsBefore) {
    for (Field rule : schema.items(RULES)) {
      String expression = rule.text("rule");
      Field message = rule.at("message");
      if (expression.isBlank()) {
        rule.at("rule").required("rule is not specified");
      } else if (!message.text().isEmpty() && message.text().isBlank()) {
        message.invalid("message must be non-empty if specified");
      } else if (hasBreaks(message.text().strip())) {
        message.invalid("message must not contain line breaks");
      } else if (hasBreaks(expression.strip()) && message.text().isBlank()) {
        message.required("message must be specified if rule contains line breaks");
      }
      Field computed = rule.at("messageExpression");
      if (!computed.text().isEmpty() && computed.text().isBlank()) {
        computed.required("messageExpression must be non-empty if specified");
      }
      rule.at("reason")
          .optionalOneOf(
              "FieldValueDuplicate",
              "FieldValueForbidden",
              "FieldValueInvalid",
              "FieldValueRequired");
      Field path = rule.at("fieldPath");
      if (!path.text().isEmpty() && path.text().isBlank()) {
        path.invalid("fieldPath must be non-empty if specified");
      }
    }
    if (rules == null || schema.errors().size() > errorsBefore) {
      return;
    }
    boolean root = schema.path().endsWith("openAPIV3Schema");
    for (Field rule : schema.items(RULES)) {
      Environment environment =
          CelRules.ofSchema(schema.object(), root, rule.bool("optionalOldSelf"));
      String expression = rule.text("rule");
      String wrong = CelRules.error(environment, expression);
      if (wrong == null && CelRules.isOther(environment, expression, SimpleType.BOOL)) {
        wrong = "cel expression must evaluate to a bool";
      }
      if (wrong != null) {
        rule.at("rule").apart(rules).invalidGo(shown(rule.object()), wrong);
      }
      String computed = rule.text("messageExpression");
      if (computed.isBlank()) {
        continue;
      }
      String told = CelRules.error(environment, computed);
      if (told != null) {
        told = "messageExpression " + told;
      } else if (CelRules.isOther(environment, computed, SimpleType.STRING)) {
        told = "messageExpression must evaluate to a string";
      }
      if (told != null) {
        rule.at("messageExpression").apart(rules).invalidGo(shown(rule.object()), told);
      }
    }
  }

  private static String shown(Json.Object rule) {
    return "apiextensions.ValidationRule{Rule:"
        + GoWords.quote(rule.text("rule"))
        + ", Message:"
        + GoWords.quote(rule.text("message"))
        + ", MessageExpression:"
        + GoWords.quote(rule.text("messageExpression"))
        + ", Reason:(*apiextensions.FieldValueErrorReason)("
        + (rule.has("reason") ? "0xc000000000" : "nil")
        + "), FieldPath:"
        + GoWords.quote(rule.text("fieldPath"))
        + ", OptionalOldSelf:(*bool)("
        + (rule.has("optionalOldSelf") ? "0xc000000000" : "nil")
        + ")}";
  }

  private static boolean hasBreaks(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
