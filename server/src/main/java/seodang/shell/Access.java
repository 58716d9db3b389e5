package seodang.shell;

import seodang.shell.FileError.Reason;

/// Who may do what with a file: owner's and others' permission bits; `root` may do everything.
public final class Access {
  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int EXECUTE = 1;

  private Access() {}

  static boolean allows(Node node, String user, int bit) {
    if (user.equals("root")) {
      return bit != EXECUTE || node instanceof Node.Directory || (node.mode() & 0111) != 0;
    }
    int shift = node.owner().equals(user) ? 6 : 0;
    return (node.mode() >> shift & bit) != 0;
  }

  public static boolean canRead(Node node, String user) {
    return allows(node, user, READ);
  }

  public static boolean canWrite(Node node, String user) {
    return allows(node, user, WRITE);
  }

  public static boolean canExecute(Node node, String user) {
    return allows(node, user, EXECUTE);
  }

  public static void requireRead(FileTree files, String path, String user) {
    Node node = files.node(path);
    if (node != null && !canRead(node, user)) {
      throw new FileError(Reason.PERMISSION, path);
    }
  }

  /// A file that is there must be writable, for one that is not its directory must be.
  public static void requireWrite(FileTree files, String path, String user) {
    Node node = files.node(path);
    Node judged = node == null ? files.node(FileTree.parent(path)) : node;
    if (judged != null && !canWrite(judged, user)) {
      throw new FileError(Reason.PERMISSION, path);
    }
  }

  /// Names in a directory are made and taken away by who may write to it.
  public static void requireEntry(FileTree files, String path, String user) {
    Node above = files.node(FileTree.parent(path));
    if (above != null && !canWrite(above, user)) {
      throw new FileError(Reason.PERMISSION, path);
    }
  }
}
