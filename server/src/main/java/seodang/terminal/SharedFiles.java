package seodang.terminal;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import seodang.shell.FileTree;

/// The files of one learner, in which all their terminals work. Safe on any thread.
///
/// A terminal holds them while its processes run a slice, as one disk serves one request after
/// another.
public final class SharedFiles implements Disk {
  // Fair: a busy loop in one terminal must not keep the others waiting.
  private final ReentrantLock lock = new ReentrantLock(true);
  private FileTree files;

  public SharedFiles(FileTree files) {
    this.files = files;
  }

  @Override
  public FileTree now() {
    lock.lock();
    try {
      return files;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void change(UnaryOperator<FileTree> change) {
    lock.lock();
    try {
      files = change.apply(files);
    } finally {
      lock.unlock();
    }
  }
}
