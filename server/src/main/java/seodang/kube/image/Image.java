package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Programs;

/// A simulated image.
///
/// @param name in full, as the runtime names it: `docker.io/library/nginx`
/// @param tag of this one
/// @param size compressed, in bytes
/// @param user as whom its processes run: a name, or `101 nginx` where the image gives the number
/// @param memory its main process holds when idle, as a quantity
public record Image(
    String name,
    String tag,
    long size,
    List<String> entrypoint,
    List<String> cmd,
    Map<String, String> env,
    String user,
    String workdir,
    String memory,
    Dialect dialect,
    Programs programs,
    FileTree files) {

  /// `docker.io/library/nginx:1.27`.
  public String reference() {
    return name + ":" + tag;
  }

  /// The digest that this tag's content has, the same in every cluster.
  public String digest() {
    StringBuilder hex = new StringBuilder("sha256:");
    var dice = new seodang.kube.engine.Dice(reference().hashCode() * 31L + size);
    return hex.append(dice.hex(64)).toString();
  }
}
