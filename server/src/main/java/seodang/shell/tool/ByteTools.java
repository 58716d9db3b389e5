package seodang.shell.tool;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Bytes;
import seodang.shell.Program;

/// Tools that look at bytes: `od cmp cksum base64 md5sum sha1sum sha256sum sha512sum`.
final class ByteTools {
  private ByteTools() {}

  static Map<String, Program> all() {
    Map<String, Program> all = new HashMap<>();
    Map<String, String> digests =
        Map.of("md5sum", "MD5", "sha1sum", "SHA-1", "sha256sum", "SHA-256", "sha512sum", "SHA-512");
    digests.forEach((name, algorithm) ->
        all.put(
            name,
            Slurp.of(
                name,
                "bctw",
                "binary=b check=c text=t warn=w quiet status tag ignore-missing strict",
                1,
                (call, options, files, texts) -> digest(call, options, files, texts, algorithm))));
    all.put("cksum", Slurp.of("cksum", "", "", 1, ByteTools::cksum));
    all.put(
        "base64",
        Slurp.of("base64", "dDiw:", "decode=d ignore-garbage=i wrap=w", 1, ByteTools::base64));
    all.put(
        "cmp",
        new Slurp(
            "cmp",
            Options.Spec.of("bi:ln:s", "print-bytes=b verbose=l quiet=s silent=s bytes=n"),
            2,
            ByteTools::compared,
            ByteTools::cmp));
    all.put(
        "od",
        Slurp.of(
            "od",
            "A:j:N:t:vw::abcdoxs",
            "address-radix=A skip-bytes=j read-bytes=N format=t output-duplicates=v width=w",
            1,
            OctalDump::run));
    return all;
  }

  // Digests.

  private static byte[] sum(String text, String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(Bytes.encode(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int digest(
      Call call, Options options, List<String> files, List<String> texts, String algorithm) {
    if (options.has("c")) {
      return check(call, options, texts, algorithm);
    }
    for (int i = 0; i < texts.size(); i++) {
      String sum = HexFormat.of().formatHex(sum(texts.get(i), algorithm));
      call.out(sum + (options.has("b") ? " *" : "  ") + files.get(i) + "\n");
    }
    return 0;
  }

  private static int check(Call call, Options options, List<String> texts, String algorithm) {
    int wrong = 0;
    int unread = 0;
    for (String text : texts) {
      for (String line : Slurp.lines(text)) {
        int blank = line.indexOf(' ');
        if (blank < 0 || blank + 2 > line.length()) {
          continue;
        }
        String file = line.substring(blank + 2);
        String read = call.read(file);
        boolean same =
            read != null
                && HexFormat.of().formatHex(sum(read, algorithm)).equals(line.substring(0, blank));
        unread += read == null ? 1 : 0;
        wrong += read != null && !same ? 1 : 0;
        if (!options.has("status") && !(same && options.has("quiet"))) {
          call.out(
              file + ": " + (same ? "OK" : read == null ? "FAILED open or read" : "FAILED") + "\n");
        }
      }
    }
    if (!options.has("status")) {
      warn(call, unread, "listed file", "listed files", "could not be read");
      warn(call, wrong, "computed checksum", "computed checksums", "did NOT match");
    }
    return wrong + unread > 0 ? 1 : 0;
  }

  private static void warn(Call call, int count, String one, String many, String what) {
    if (count > 0) {
      call.fail("WARNING: " + count + " " + (count == 1 ? one : many) + " " + what);
    }
  }

  /// The CRC of POSIX: all bytes, then the length, lowest byte first.
  private static int cksum(Call call, Options options, List<String> files, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      byte[] bytes = Bytes.encode(texts.get(i));
      int crc = 0;
      for (byte b : bytes) {
        crc = shift(crc, b);
      }
      for (long length = bytes.length; length > 0; length >>>= 8) {
        crc = shift(crc, (byte) length);
      }
      String name = options.operands().isEmpty() ? "" : " " + files.get(i);
      call.out(Integer.toUnsignedString(~crc) + " " + bytes.length + name + "\n");
    }
    return 0;
  }

  private static int shift(int crc, byte next) {
    int changed = crc ^ next << 24;
    for (int bit = 0; bit < 8; bit++) {
      changed = changed < 0 ? changed << 1 ^ 0x04C11DB7 : changed << 1;
    }
    return changed;
  }

  private static int base64(Call call, Options options, List<String> files, List<String> texts) {
    if (options.has("d", "D")) {
      return decode(call, options, texts.getFirst());
    }
    String encoded = Base64.getEncoder().encodeToString(Bytes.encode(texts.getFirst()));
    String width = options.value("w", "76");
    if (!width.matches("\\d{1,9}")) {
      return call.fail("invalid wrap size: ‘" + width + "’");
    }
    int wrap = Integer.parseInt(width);
    if (wrap == 0) {
      call.out(encoded);
      return 0;
    }
    for (int i = 0; i < encoded.length(); i += wrap) {
      call.out(encoded.substring(i, Math.min(encoded.length(), i + wrap)) + "\n");
    }
    return 0;
  }

  /// What is valid comes out before what is not is complained of.
  private static int decode(Call call, Options options, String text) {
    String all = text.replace("\n", "");
    if (options.has("i")) {
      all = all.replaceAll("[^A-Za-z0-9+/=]", "");
    }
    int good = 0;
    while (good < all.length() && all.charAt(good) != '=' && isDigit(all.charAt(good))) {
      good++;
    }
    int whole = good - good % 4;
    String rest = all.substring(whole);
    boolean padded = rest.matches("[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=");
    boolean cut = rest.matches("[A-Za-z0-9+/]{2,3}");
    String last =
        padded || cut
            ? rest.replace("=", "")
            : rest.matches("[A-Za-z0-9+/]{2,3}.*") ? rest.substring(0, good - whole) : "";
    byte[] bytes =
        Base64.getDecoder().decode(all.substring(0, whole) + (last.length() == 1 ? "" : last));
    call.out(Bytes.decode(bytes));
    return rest.isEmpty() || padded ? 0 : call.fail("invalid input");
  }

  private static boolean isDigit(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/');
  }

  // cmp.

  private static @Nullable List<String> compared(Call call, Options options) {
    List<String> files = options.operands();
    if (files.isEmpty()) {
      call.usage("missing operand after 'cmp'");
      return null;
    }
    return files.size() == 1 ? List.of(files.getFirst(), "-") : files.subList(0, 2);
  }

  private static int cmp(Call call, Options options, List<String> files, List<String> texts) {
    if (texts.size() < 2) {
      return 2;
    }
    byte[] left = Bytes.encode(texts.getFirst());
    byte[] right = Bytes.encode(texts.get(1));
    int line = 1;
    boolean differ = false;
    int shorter = Math.min(left.length, right.length);
    for (int i = 0; i < shorter; i++) {
      if (left[i] != right[i]) {
        differ = true;
        if (options.has("s")) {
          return 1;
        }
        if (!options.has("l")) {
          call.out(
              files.get(0)
                  + " "
                  + files.get(1)
                  + " differ: byte "
                  + (i + 1)
                  + ", line "
                  + line
                  + "\n");
          return 1;
        }
        int width = Integer.toString(Math.max(left.length, right.length)).length();
        call.out(("%" + width + "d %3o %3o\n").formatted(i + 1, left[i] & 0xFF, right[i] & 0xFF));
      }
      line += left[i] == '\n' ? 1 : 0;
    }
    if (left.length == right.length) {
      return differ ? 1 : 0;
    }
    if (!options.has("s")) {
      String file = files.get(left.length < right.length ? 0 : 1);
      boolean atStart =
          shorter > 0 && (left.length < right.length ? left : right)[shorter - 1] == '\n';
      call.fail(
          shorter == 0
              ? "EOF on " + file + " which is empty"
              : "EOF on "
                  + file
                  + " after byte "
                  + shorter
                  + (options.has("l")
                      ? ""
                      : atStart ? ", line " + (line - 1) : ", in line " + line));
    }
    return 1;
  }
}
