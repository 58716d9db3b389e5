package seodang.kube.image;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;

/// `perl`, as far as computing π goes (`print bpi(2000)`, which every Job does); it says so of
/// anything else.
record Perl() implements Program {
  private static final Pattern PI =
      Pattern.compile("\\s*print\\s+bpi\\(?\\s*(\\d{1,4})\\s*\\)?;?\\s*");
  private static final int DIGITS_A_SECOND = 400;

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, null);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    String until = frozen.text("until");
    return new Process(argv, until.isEmpty() ? null : Instant.parse(until));
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private @Nullable Instant until;

    Process(List<String> argv, @Nullable Instant until) {
      this.argv = argv;
      this.until = until;
    }

    @Override
    public Outcome resume(Io io) {
      Matcher asked = PI.matcher(argv.getLast());
      if (!argv.contains("-Mbignum=bpi") || !asked.matches()) {
        io.write(2, "simulated: of Perl only -Mbignum=bpi -wle 'print bpi(DIGITS)' works here\n");
        return new Outcome.Exit(255);
      }
      int digits = Integer.parseInt(asked.group(1));
      if (until == null) {
        until = io.now().plusMillis(1000L * digits / DIGITS_A_SECOND);
      }
      if (until.isAfter(io.now())) {
        return new Outcome.Sleep(until);
      }
      io.write(1, pi(digits) + "\n");
      return new Outcome.Exit(0);
    }

    @Override
    public Json.Object freeze() {
      return until == null ? Json.object() : Json.object("until", until.toString());
    }
  }

  /// By Machin's formula: π = 16 arctan(1/5) − 4 arctan(1/239).
  private static BigDecimal pi(int digits) {
    int scale = digits + 10;
    BigDecimal pi =
        arctan(5, scale)
            .multiply(BigDecimal.valueOf(16))
            .subtract(arctan(239, scale).multiply(BigDecimal.valueOf(4)));
    return pi.round(new MathContext(Math.max(1, digits), RoundingMode.HALF_EVEN));
  }

  private static BigDecimal arctan(int inverse, int scale) {
    BigDecimal square = BigDecimal.valueOf((long) inverse * inverse);
    BigDecimal power =
        BigDecimal.ONE.divide(BigDecimal.valueOf(inverse), scale, RoundingMode.HALF_EVEN);
    BigDecimal sum = power;
    for (int n = 3; power.signum() != 0; n += 2) {
      power = power.divide(square, scale, RoundingMode.HALF_EVEN);
      BigDecimal term = power.divide(BigDecimal.valueOf(n), scale, RoundingMode.HALF_EVEN);
      sum = n % 4 == 3 ? sum.subtract(term) : sum.add(term);
    }
    return sum;
  }
}
