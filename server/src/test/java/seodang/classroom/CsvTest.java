package seodang.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @Test
  void rows_areAsRfc4180Has() {
    assertThat(Csv.write(List.of(List.of("이름", "a,b"), List.of("\"x\"", "줄\n바꿈"))))
        .isEqualTo("\ufeff이름,\"a,b\"\r\n\"\"\"x\"\"\",\"줄\n바꿈\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"})
  void formula_staysText(String text) {
    assertThat(Csv.write(List.of(List.of(text)))).contains("'" + text);
  }

  @Test
  void plainText_staysAsItIs() {
    assertThat(Csv.write(List.of(List.of("a=b", "3", "")))).isEqualTo("\ufeffa=b,3,\r\n");
  }
}
