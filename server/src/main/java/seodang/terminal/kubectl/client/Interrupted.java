package seodang.terminal.kubectl.client;

/// Ctrl-C, or the terminal went away: unwinds a command from any depth; it ends with code 130.
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Interrupted() {
    super("interrupted", null, false, false);
  }
}
