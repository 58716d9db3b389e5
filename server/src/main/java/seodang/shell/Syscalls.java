package seodang.shell;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What a shell may ask of its [ProcessTree] beyond what every program may: descriptors, pipes,
/// copies of itself.
///
/// A description is an open file, pipe end or terminal, known by a number; a process's descriptors
/// map its file descriptors to descriptions. Nothing needs closing: what no process holds any more
/// is gone.
public interface Syscalls extends Program.Io {
  /// How a path is opened.
  enum Open {
    READ,
    WRITE,
    APPEND,
    READ_WRITE
  }

  /// The two ends of a new pipe, as descriptions.
  record Pipe(int reader, int writer) {}

  TreePMap<Integer, Integer> descriptors();

  void descriptors(TreePMap<Integer, Integer> changed);

  /// Opens a path; [FileError] when that cannot be.
  int open(String path, Open how);

  /// A description from which the text can be read.
  int text(String text);

  Pipe pipe();

  /// A child that is a process of this same program. -1 when there are too many processes.
  ///
  /// @param background interrupts from the terminal do not reach it
  int fork(
      Program.Running child,
      List<String> argv,
      TreePMap<Integer, Integer> descriptors,
      boolean background);

  /// As [Program.Io#spawn] with streams of its own.
  int spawn(List<String> argv, Map<String, String> env, TreePMap<Integer, Integer> descriptors);

  /// What [spawn] would say of the name, without beginning anything: 0 when it could.
  int check(String name, Map<String, String> env);

  /// Whether the child that [#exitCode] last told of died of a signal.
  boolean killed();

  void umask(int bits);

  void directory(String path);

  void environment(Map<String, String> env);

  int parent();

  /// How many steps may still be done in this resume.
  int steps();

  /// Steps beyond the one that every resume costs.
  void spend(int steps);

  Limits limits();

  /// The path of the program that a name would start, or null.
  @Nullable String locate(String name, Map<String, String> env);
}
