package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Bytes;

/// `cat`: prints its files, numbered, squeezed or with what cannot be seen made visible.
final class Cat extends LineByLine<Options> {
  private static final Options.Spec SPEC =
      Options.Spec.of(
          "AbeEnstTuv",
          "show-all=A number-nonblank=b show-ends=E number=n squeeze-blank=s show-tabs=T"
              + " show-nonprinting=v");

  Cat() {
    super("cat");
  }

  @Override
  @Nullable Options configure(Call call) {
    return Options.read(call, SPEC);
  }

  @Override
  List<String> files(Options options) {
    return options.operands();
  }

  @Override
  Json.Object line(Call call, Options options, Line line, Json.Object memory) {
    String text = line.text();
    if (options.given().isEmpty()) {
      call.out(text);
      return memory;
    }
    Json.Object next = memory;
    boolean starts = !memory.bool("open");
    boolean blank = starts && text.equals("\n");
    if (blank && memory.bool("blank") && options.has("s")) {
      return memory;
    }
    String head = "";
    if (starts && (options.has("b") ? !blank : options.has("n"))) {
      long n = memory.number("n", 0) + 1;
      next = next.with("n", n);
      head = String.format("%6d\t", n);
    }
    call.out(head + shown(text, options));
    return next.with("open", !text.endsWith("\n")).with("blank", blank);
  }

  private static String shown(String text, Options options) {
    String out = text;
    if (options.has("v", "A", "e", "t")) {
      out = visible(out);
    }
    if (options.has("T", "A", "t")) {
      out = out.replace("\t", "^I");
    }
    if (options.has("E", "A", "e")) {
      out = out.endsWith("\n") ? out.substring(0, out.length() - 1) + "$\n" : out;
    }
    return out;
  }

  /// `^` and `M-` for what no terminal shows.
  private static String visible(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : Bytes.encode(text)) {
      int c = b & 0xFF;
      if (c >= 128) {
        out.append("M-");
        c -= 128;
      } else if (c == '\n' || c == '\t') {
        out.append((char) c);
        continue;
      }
      if (c < 32) {
        out.append('^').append((char) (c + 64));
      } else if (c == 127) {
        out.append("^?");
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }
}
