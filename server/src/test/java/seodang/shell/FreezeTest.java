package seodang.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import seodang.json.Json;

/// A tree that is written down and read back after every single step does the same as one that
/// simply runs. Now and then it goes through text as well.
class FreezeTest {
  private static final int TEXT_EVERY = 97;

  static List<String> scripts() {
    return Scripts.all();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void script_frozenAfterEveryStep_doesTheSame(String script) {
    Launch launch = Scripts.launch(Dialect.DASH, List.of("sh", "-c", script));
    Programs programs = Scripts.programs();
    int[] count = {0};
    Scripts.Result thawed =
        Scripts.run(
            launch,
            1,
            tree -> {
              Json.Object frozen = tree.freeze();
              FileTree files = tree.files();
              if (count[0]++ % TEXT_EVERY == 0) {
                frozen = Json.parseObject(frozen.toString());
                files = FileTree.fromJson(files.toJson(), files.limits());
              }
              return ProcessTree.thaw(frozen, files, programs, Limits.STANDARD);
            });
    assertThat(thawed).isEqualTo(Scripts.dash(script));
  }
}
