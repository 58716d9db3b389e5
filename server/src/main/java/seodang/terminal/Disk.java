package seodang.terminal;

import java.util.function.UnaryOperator;
import seodang.shell.FileTree;

/// The files that a shell works in. Safe on any thread.
interface Disk {
  FileTree now();

  void change(UnaryOperator<FileTree> change);
}
