package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seodang.json.Json;
import seodang.json.Yaml;

/// ValidatingAdmissionPolicies and the expressions they are made of.
class PolicyTest {
  private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
  private static final String POLICIES = ADMISSION + "validatingadmissionpolicies";
  private static final String BINDINGS = ADMISSION + "validatingadmissionpolicybindings";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private final Clusters cluster = Clusters.learner();

  private ApiResponse policy(String spec) {
    return cluster.post(
        POLICIES,
        """
        {metadata: {name: p}, spec: {matchConstraints: {resourceRules: [{apiGroups: [""],
        apiVersions: [v1], operations: [CREATE, UPDATE, DELETE], resources: [configmaps]}]}, %s}}
        """
            .formatted(spec));
  }

  private void bind(String spec) {
    assertThat(
            cluster
                .post(BINDINGS, "{metadata: {name: b}, spec: {policyName: p, %s}}".formatted(spec))
                .status())
        .isEqualTo(201);
  }

  private void enforce(String spec) {
    assertThat(policy(spec).status()).isEqualTo(201);
    bind("validationActions: [Deny]");
  }

  private ApiResponse map(String name, String data) {
    return cluster.post(MAPS, "{metadata: {name: %s}, data: %s}".formatted(name, data));
  }

  private static String message(ApiResponse refused) {
    return refused.object().text("message");
  }

  @Test
  void denial_namesPolicyAndBinding_andSaysTheComputedMessage() {
    enforce(
        "validations: [{expression: 'size(object.data) < 2', messageExpression: \"'only one, not '"
            + " + string(size(object.data))\"}]");
    ApiResponse refused = map("two", "{a: '1', b: '2'}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.object().text("reason")).isEqualTo("Invalid");
    assertThat(message(refused))
        .isEqualTo(
            "configmaps \"two\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied"
                + " request: only one, not 2");
    assertThat(map("one", "{a: '1'}").status()).isEqualTo(201);
  }

  @Test
  void deletion_isJudgedByTheOldObject_withItsReason() {
    enforce(
        "validations: [{expression: \"request.operation != 'DELETE' || oldObject.metadata.name !="
            + " 'kept'\", reason: Forbidden, message: it stays}]");
    map("kept", "{}");
    ApiResponse refused = cluster.request(ApiRequest.delete(MAPS + "/kept"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(message(refused)).endsWith("denied request: it stays");
  }

  @Test
  void warning_letsTheObjectIn() {
    policy("validations: [{expression: 'false', message: never}]");
    bind("validationActions: [Warn, Audit]");
    ApiResponse made = map("one", "{}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(((ApiResponse.Document) made).warnings())
        .containsExactly(
            "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': never");
  }

  @Test
  void conditionsAndVariables_decideWhatIsLookedAt() {
    enforce(
        """
        matchConditions: [{name: mine, expression: "request.userInfo.username ==\
         'kubernetes-admin'"}, {name: named, expression: "object.metadata.name.startsWith('x')"}],
        variables: [{name: keys, expression: 'object.data.map(k, k)'}, {name: count, expression:
        'variables.keys.size()'}], validations: [{expression: 'variables.count < 2'}]
        """);
    assertThat(map("y", "{a: '1', b: '2'}").status()).isEqualTo(201);
    assertThat(message(map("x", "{a: '1', b: '2'}")))
        .endsWith("denied request: failed expression: variables.count < 2");
  }

  @Test
  void failingExpression_deniesUnlessFailuresAreIgnored() {
    enforce("validations: [{expression: 'object.data.missing == \"x\"'}]");
    assertThat(message(map("one", "{a: '1'}")))
        .endsWith(
            "denied request: expression 'object.data.missing == \"x\"' resulted in error: no such"
                + " key: missing");
    cluster.request(
        ApiRequest.patch(
            POLICIES + "/p",
            ApiRequest.MERGE_PATCH,
            Yaml.parse("{spec: {failurePolicy: Ignore}}")));
    assertThat(map("one", "{a: '1'}").status()).isEqualTo(201);
  }

  @Test
  void params_areObjectsOfTheBinding() {
    policy(
        "paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{expression:"
            + " 'params.data.most == \"0\" || size(object.data) <= int(params.data.most)'}]");
    map("limits", "{most: '1'}");
    bind(
        "validationActions: [Deny], paramRef: {name: limits, namespace: default,"
            + " parameterNotFoundAction: Deny}");
    assertThat(map("one", "{a: '1'}").status()).isEqualTo(201);
    assertThat(map("two", "{a: '1', b: '2'}").status()).isEqualTo(422);
    cluster.request(ApiRequest.delete(BINDINGS + "/b"));
    bind(
        "validationActions: [Deny], paramRef: {name: none, namespace: default,"
            + " parameterNotFoundAction: Deny}");
    assertThat(message(map("three", "{}")))
        .endsWith(
            "denied request: failed to configure binding: no params found for policy binding with"
                + " `Deny` parameterNotFoundAction");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2, 2].isSorted() && [1, 2].sum() == 3 && [2, 1].max() == 2 && ['a'].indexOf('a') == 0",
        "'abc123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
        "url('https://a.example:80/p?x=1').getPort() == '80' && isURL('/p') && !isURL('p p')",
        "url('https://a.example/p?x=1').getQuery()['x'] == ['1']",
        "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && !isIP('1.2.3')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').ip() == ip('10.0.0.0')",
        "string(cidr('10.1.2.3/8').masked()) == '10.0.0.0/8' && isCIDR('::/0')",
        "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(quantity('500m'))"
            + " == quantity('1')",
        "quantity('50k').asInteger() == 50000 && !isQuantity('x') && quantity('-1').sign() == -1",
        "semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('v1.2', true).minor() == 2",
        "format.dns1123Label().validate('a b').hasValue() &&"
            + " !format.named('uuid').value().validate('550e8400-e29b-41d4-a716-446655440000')"
            + ".hasValue()",
        "sets.contains([1, 2], [1]) && [1, 2].all(i, v, i < v)",
        "'%s is %d and %.1f'.format(['a', 1, 2.0]) == 'a is 1 and 2.0'",
        "object.?data.?none.orValue('x') == 'x' && 'aXa'.replace('X', '-') == 'a-a'",
        "['a', 'b'].join(',') == 'a,b' && 'abc'.reverse() == 'cba' && 'B'.lowerAscii() == 'b'",
        "authorizer.group('').resource('pods').namespace('default').check('get').allowed()",
        "!authorizer.serviceAccount('default', 'default').group('').resource('pods')"
            + ".check('delete').allowed() && authorizer.requestResource.check('create').allowed()",
        "namespaceObject.metadata.name == 'default' && namespaceObject.metadata.creationTimestamp >"
            + " timestamp('2020-01-01T00:00:00Z')",
      })
  void libraries_areKubernetesOwn(String expression) {
    ApiResponse made =
        cluster.request(
            ApiRequest.post(
                POLICIES,
                Json.object(
                    "metadata",
                    Json.object("name", "p"),
                    "spec",
                    Json.object(
                        "matchConstraints",
                        Yaml.parse(
                            "{resourceRules: [{apiGroups: [''], apiVersions: [v1], operations:"
                                + " [CREATE], resources: [configmaps]}]}"),
                        "validations",
                        Json.array(Json.object("expression", expression))))));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    bind("validationActions: [Deny]");
    ApiResponse map = map("one", "{a: '1'}");
    assertThat(map.status()).as("%s", map).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c,"
            + " [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e,"
            + " [0,1,2,3,4,5,6,7,8,9].all(f, a + b + c + d + e + f >= 0))))))",
        "['aaaaaaaaaa'].map(x, x.replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).map(x,"
            + " x.replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).map(x, x.replace('a',"
            + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).map(x, x.replace('a',"
            + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).size() == 1",
      })
  void expressionThatCostsTooMuch_ends(String expression) {
    enforce("validations: [{expression: \"%s\"}]".formatted(expression));
    assertThat(message(map("one", "{}"))).contains("actual cost limit exceeded");
  }

  @Test
  void typeChecking_warnsOfFieldsThatAreNot() {
    policy("validations: [{expression: 'object.dta.size() > 0'}]");
    cluster.pass(Duration.ofSeconds(2));
    Json.Object status = cluster.get(POLICIES + "/p").object("status");
    assertThat(status.number("observedGeneration", 0)).isEqualTo(1);
    assertThat(status.object("typeChecking").array("expressionWarnings").objects())
        .containsExactly(
            Json.object(
                "fieldRef",
                "spec.validations[0].expression",
                "warning",
                "v1, Kind=ConfigMap: ERROR: <input>:1:7: undefined field 'dta'\n"
                    + " | object.dta.size() > 0\n"
                    + " | ......^"));
  }

  @Test
  void expression_mustBeOfItsType() {
    ApiResponse refused =
        policy(
            "validations: [{expression: 'size(object.data)'}], auditAnnotations: [{key: k,"
                + " valueExpression: '1'}]");
    assertThat(refused.object().object("details").array("causes").objects())
        .extracting(c -> c.text("message"))
        .isEqualTo(
            List.of(
                "Invalid value: \"size(object.data)\": must evaluate to bool but got int",
                "Invalid value: \"1\": must evaluate to one of [string null_type]"));
  }
}
