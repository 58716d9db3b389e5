package seodang.shell;

/// Whose words and extensions the shell has.
public enum Dialect {
  /// `/bin/sh` of Debian images.
  DASH,
  /// busybox's ash: `/bin/sh` of Alpine and busybox images.
  BUSYBOX,
  /// The learner's terminal, and `bash` in Debian images.
  BASH
}
