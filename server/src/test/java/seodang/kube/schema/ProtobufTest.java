package seodang.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import seodang.json.Json;

class ProtobufTest {
  private static final HexFormat HEX = HexFormat.of();

  static List<Json.Object> bodies() throws IOException {
    return Files.readAllLines(
            Path.of("server/src/test/resources/reference/kubectl-1.33-protobuf-bodies.jsonl"))
        .stream()
        .map(Json::parseObject)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void recordedBody_isRead(Json.Object recorded) {
    Json.Object read = Protobuf.read(HEX.parseHex(recorded.text("hex")));
    assertThat(bare(read).toString()).isEqualTo(bare(recorded.object("json")).toString());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void writtenBody_isReadAgain(Json.Object recorded) {
    Json.Object object = Protobuf.read(HEX.parseHex(recorded.text("hex")));
    byte[] written = Protobuf.write(object);
    assertThat(written).isNotNull();
    assertThat(Protobuf.read(written == null ? new byte[0] : written)).isEqualTo(object);
  }

  @Test
  void list_isWritten() {
    Json.Object list =
        Json.parseObject(
            """
            {"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"7"},
             "items":[{"metadata":{"name":"a"},"binaryData":{"b":"AQI="}},{"data":{"k":"v"}}]}
            """);
    byte[] written = Protobuf.write(list);
    assertThat(Protobuf.read(written == null ? new byte[0] : written)).isEqualTo(list);
  }

  @Test
  void damagedBytes_areMalformed() {
    byte[] bytes = HEX.parseHex("6b3873000a0f0a02763112");
    assertThatThrownBy(() -> Protobuf.read(bytes)).isInstanceOf(Protobuf.Malformed.class);
    assertThatThrownBy(() -> Protobuf.read(new byte[] {1, 2}))
        .isInstanceOf(Protobuf.Malformed.class)
        .hasMessageContaining("expected prefix");
  }

  /// Without what is empty: a structure by value is written as JSON even then.
  private static Json bare(Json value) {
    return switch (value) {
      case Json.Object o -> {
        Json.Object result = Json.object();
        for (String key : o.keys()) {
          Json member = bare(java.util.Objects.requireNonNull(o.get(key)));
          boolean empty =
              member instanceof Json.Null
                  || member instanceof Json.Object e && e.isEmpty()
                  || member instanceof Json.Text t && t.value().isEmpty()
                  || member instanceof Json.Bool b && !b.value();
          if (!empty) {
            result = result.with(key, member);
          }
        }
        yield result;
      }
      case Json.Array a -> a.map(ProtobufTest::bare);
      default -> value;
    };
  }
}
