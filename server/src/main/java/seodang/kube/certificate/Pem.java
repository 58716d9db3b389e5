package seodang.kube.certificate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Blocks of bytes between `-----BEGIN TYPE-----` and `-----END TYPE-----`.
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([^\\n-]*)-----\\r?\\n([^-]*)-----END \\1-----");
  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// @param headers whether lines such as `Proc-Type: …` come first
  @SuppressWarnings("ArrayRecordComponent")
  public record Block(String type, byte[] bytes, boolean headers) {}

  /// The blocks of a text; what is around them is left out.
  public static List<Block> read(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher m = BLOCK.matcher(text);
    while (m.find()) {
      String body = m.group(2);
      int blank = body.indexOf("\n\n");
      boolean headers = body.contains(":") && blank >= 0;
      String data = (headers ? body.substring(blank) : body).replaceAll("\\s", "");
      // As in Go, what is no base64 is no block.
      if (BASE64.matcher(data).matches()) {
        blocks.add(new Block(m.group(1), Base64.getDecoder().decode(data), headers));
      }
    }
    return blocks;
  }

  public static String write(String type, byte[] bytes) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + LINES.encodeToString(bytes)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
