package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimesTest {
  @Test
  void times_areReadAsInstantReadsThem() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long second = random.nextLong(-60_000_000_000L, 250_000_000_000L);
      Instant time = Instant.ofEpochSecond(second, i % 3 == 0 ? 0 : random.nextInt(1_000_000_000));
      assertThat(Times.parse(time.toString())).isEqualTo(time);
    }
    for (String text :
        List.of(
            "2026-02-28T23:59:59.5Z",
            "2024-02-29T00:00:00Z",
            "2026-11-21T02:39:02+09:00",
            "0000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "2026-11-21T24:00:00Z")) {
      assertThat(Times.parse(text)).isEqualTo(Instant.parse(text));
    }
  }

  @Test
  void whatIsNoTime_isRefused() {
    for (String text : List.of("", "2026-13-01T00:00:00Z", "2026-11-21T02:39:02", "2026-11-21")) {
      assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(DateTimeParseException.class);
    }
  }

  @Test
  void plainTimes_areWrittenAsTheyAre() {
    assertThat(Times.isPlain("2026-11-21T02:39:02Z")).isTrue();
    for (String text :
        List.of("2026-02-30T00:00:00Z", "2026-11-21T02:39:02.1Z", "2026-11-21T02:39:02+00:00")) {
      assertThat(Times.isPlain(text)).isFalse();
    }
  }
}
