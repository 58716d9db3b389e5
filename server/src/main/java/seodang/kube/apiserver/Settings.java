package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.User;
import seodang.kube.engine.Index;
import seodang.kube.engine.Run;

/// How the API server was started: what a profile says of its flags.
///
/// @param authorization modes in their order: `Node`, `RBAC`, `AlwaysAllow`, `AlwaysDeny`
/// @param admission the plugins that are on, in no order
/// @param tokens static ones, as `--token-auth-file` has them
/// @param services the range of Service addresses
public record Settings(
    List<String> authorization, List<String> admission, List<Json.Object> tokens, Range services) {
  private static final String KEY = "apiserver/settings";
  private static final List<String> MODES = List.of("Node", "RBAC", "AlwaysAllow", "AlwaysDeny");
  private static final List<String> PLUGINS =
      List.of(
          "NamespaceLifecycle",
          "LimitRanger",
          "ServiceAccount",
          "TaintNodesByCondition",
          "Priority",
          "DefaultTolerationSeconds",
          "DefaultStorageClass",
          "StorageObjectInUseProtection",
          "PersistentVolumeClaimResize",
          "RuntimeClass",
          "CertificateApproval",
          "CertificateSigning",
          "CertificateSubjectRestriction",
          "DefaultIngressClass",
          "PodSecurity",
          "MutatingAdmissionWebhook",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionWebhook",
          "ResourceQuota");
  private static final List<String> MORE_PLUGINS = List.of("AlwaysPullImages");
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
  private static final Settings STANDARD = read(Json.object());

  /// Addresses of IPv4 that share their first bits.
  ///
  /// @param first the network's own
  /// @param size how many there are
  public record Range(String cidr, long first, long size) {
    /// @throws IllegalArgumentException when it is no range of at least 16 addresses
    public static Range of(String cidr) {
      Matcher m = CIDR.matcher(cidr);
      if (!m.matches() || address(cidr.substring(0, cidr.indexOf('/'))) < 0) {
        throw new IllegalArgumentException("no IPv4 range: " + cidr);
      }
      int bits = Integer.parseInt(m.group(5));
      if (bits < 8 || bits > 28) {
        throw new IllegalArgumentException("a range from /8 to /28, not " + cidr);
      }
      long size = 1L << (32 - bits);
      return new Range(cidr, address(cidr.substring(0, cidr.indexOf('/'))) & -size, size);
    }

    static boolean isOne(String cidr) {
      Matcher m = CIDR.matcher(cidr);
      return m.matches()
          && address(cidr.substring(0, cidr.indexOf('/'))) >= 0
          && Integer.parseInt(m.group(5)) >= 8
          && Integer.parseInt(m.group(5)) <= 28;
    }

    boolean contains(String ip) {
      long address = address(ip);
      return address > first && address < first + size - 1;
    }

    /// The address so far into the range.
    public String at(long offset) {
      long a = first + offset;
      return (a >> 24) + "." + (a >> 16 & 255) + "." + (a >> 8 & 255) + "." + (a & 255);
    }

    /// Where the cluster's own DNS is, as kubeadm places it.
    public String dns() {
      return at(10);
    }

    /// How many at its beginning are kept for addresses that somebody asks for.
    long reserved() {
      return Math.min(Math.max(16, size / 16), 256);
    }

    private static long address(String ip) {
      long sum = 0;
      int parts = 0;
      for (int start = 0; start <= ip.length(); parts++) {
        int end = ip.indexOf('.', start);
        end = end < 0 ? ip.length() : end;
        int part = 0;
        for (int i = start; i < end; i++) {
          char c = ip.charAt(i);
          part = c < '0' || c > '9' ? 256 : part * 10 + c - '0';
        }
        if (end == start || end > start + 3 || part > 255) {
          return -1;
        }
        sum = sum << 8 | part;
        start = end + 1;
      }
      return parts == 4 ? sum : -1;
    }
  }

  /// Reads the API server's part of a `ClusterProfile`.
  ///
  /// @throws IllegalArgumentException saying what is wrong in it
  static Settings read(Json.Object profile) {
    Json.Array modes = profile.array("authorization");
    for (String mode : modes.texts()) {
      if (!MODES.contains(mode)) {
        throw new IllegalArgumentException(
            "authorization " + mode + " is none of " + String.join(", ", MODES));
      }
    }
    for (Json.Object token : profile.array("tokens").objects()) {
      if (token.text("token").isEmpty() || token.text("user").isEmpty()) {
        throw new IllegalArgumentException("each of tokens needs token and user: " + token);
      }
    }
    return new Settings(
        modes.isEmpty() ? List.of("Node", "RBAC") : modes.texts(),
        admission(profile.object("admission")),
        profile.array("tokens").objects(),
        Range.of(profile.text("serviceRange", "10.96.0.0/12")));
  }

  /// Checks a profile's settings and keeps them in the cluster.
  public static void write(Run run, Json.Object profile) {
    Settings settings = read(profile);
    run.remember(
        KEY,
        Json.object(
            "authorization",
            Json.Array.ofTexts(settings.authorization()),
            "admission",
            profile.object("admission"),
            "tokens",
            profile.array("tokens"),
            "serviceRange",
            settings.services().cidr()));
  }

  public static Settings of(Run run) {
    return run.index(Kept.class, Kept::new).settings;
  }

  /// What is remembered, read once.
  private static final class Kept implements Index {
    private Settings settings;

    private Kept(Run run) {
      settings = settings(run.recall(KEY));
    }

    @Override
    public void remembered(String key, @Nullable Json before, @Nullable Json after) {
      if (key.equals(KEY)) {
        settings = settings(after);
      }
    }

    private static Settings settings(@Nullable Json kept) {
      return kept instanceof Json.Object o && !o.isEmpty() ? read(o) : STANDARD;
    }
  }

  boolean admits(String plugin) {
    return admission.contains(plugin);
  }

  /// `on` and `off` change what a default API server runs.
  private static List<String> admission(Json.Object changes) {
    List<String> plugins = new ArrayList<>(PLUGINS);
    for (String plugin : changes.array("off").texts()) {
      if (!plugins.remove(plugin)) {
        throw new IllegalArgumentException(
            "admission plugin " + plugin + " is none of those that are on: " + plugins);
      }
    }
    for (String plugin : changes.array("on").texts()) {
      if (!PLUGINS.contains(plugin) && !MORE_PLUGINS.contains(plugin)) {
        throw new IllegalArgumentException(
            "admission plugin "
                + plugin
                + " is not simulated; there are "
                + PLUGINS
                + MORE_PLUGINS);
      }
      plugins.add(plugin);
    }
    return List.copyOf(plugins);
  }

  /// Who holds a static token; null when there is none such.
  @Nullable User holder(String token) {
    for (Json.Object one : tokens) {
      if (one.text("token").equals(token)) {
        return new User(one.text("user"), one.array("groups").texts());
      }
    }
    return null;
  }
}
