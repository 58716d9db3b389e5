package seodang.terminal.kubectl;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.terminal.CommandContext;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.Interrupted;
import seodang.terminal.kubectl.client.KubectlError;

/// An exec or attach session between the terminal and a process in a container.
final class Streams {
  private static final Duration KEYS = Duration.ofMillis(20);

  private final Client client;
  private final CommandContext context;
  private final String session;
  private final boolean tty;
  private ApiResponse.Cursor<ApiResponse.Output> cursor;
  private boolean over;
  private int exitCode;

  private Streams(Client client, ApiResponse.Session session) {
    this.client = client;
    this.context = client.context();
    this.session = session.session();
    this.tty = session.tty();
    this.cursor = session.cursor();
  }

  /// Runs to the end of the process.
  ///
  /// @param stdin whether the terminal's input goes to the process
  /// @return the exit code of the process
  static int run(Client client, ApiResponse answer, boolean stdin) {
    if (!(answer instanceof ApiResponse.Session session)) {
      throw new KubectlError("unable to upgrade connection");
    }
    Streams streams = new Streams(client, session);
    try {
      return stdin ? streams.withInput() : streams.withoutInput();
    } catch (InterruptedException e) {
      throw new Interrupted();
    } finally {
      streams.hangUp();
    }
  }

  private void hangUp() {
    context.cluster().input(new Input.Hangup(session));
  }

  private int withoutInput() throws InterruptedException {
    ClusterState state = context.cluster().state();
    Deadline never = new Deadline(client, null);
    while (!over) {
      take(state);
      if (!over) {
        state = never.await(state);
      }
    }
    return exitCode;
  }

  private int withInput() throws InterruptedException {
    if (!context.stdinIsTerminal()) {
      send(context.readAll());
      context.cluster().input(new Input.Stdin(session, "", true));
      return withoutInput();
    }
    try {
      while (!over) {
        take(context.cluster().state());
        if (over) {
          break;
        }
        String keys = context.readKeys(KEYS);
        if (keys == null) {
          hangUp();
          return 130;
        }
        if (!keys.isEmpty()) {
          typed(keys);
        }
      }
    } finally {
      context.endKeys();
    }
    return exitCode;
  }

  /// With a TTY keys go through as they are; without one the line is echoed here and sent whole.
  private void typed(String keys) throws InterruptedException {
    if (tty) {
      send(keys);
      return;
    }
    for (int i = 0; i < keys.length(); i++) {
      char key = keys.charAt(i);
      switch (key) {
        case '\u0003' -> throw new InterruptedException("Ctrl-C");
        case '\u0004' -> context.cluster().input(new Input.Stdin(session, "", true));
        case '\r', '\n' -> {
          context.tty("\r\n");
          send(line + "\n");
          line.setLength(0);
        }
        case '\u007f', '\b' -> {
          if (!line.isEmpty()) {
            line.setLength(line.length() - 1);
            context.tty("\b \b");
          }
        }
        default -> {
          line.append(key);
          context.tty(String.valueOf(key));
        }
      }
    }
  }

  private final StringBuilder line = new StringBuilder();

  private void send(String text) {
    if (!text.isEmpty()) {
      context.cluster().input(new Input.Stdin(session, text, false));
    }
  }

  private void take(ClusterState state) throws InterruptedException {
    ApiResponse.Polled<ApiResponse.Output> polled = cursor.poll(state);
    for (ApiResponse.Output output : polled.items()) {
      switch (output.stream()) {
        case 1 -> context.out(output.text());
        case 2 -> context.err(output.text());
        default -> finish(output);
      }
    }
    cursor = polled.next();
    over |= polled.ended();
  }

  private void finish(ApiResponse.Output end) {
    over = true;
    exitCode = end.exitCode();
  }

  /// The path of a Pod's subresource with the parameters of `exec` and `attach`.
  static seodang.kube.ApiRequest request(
      String path, @Nullable String container, boolean stdin, boolean tty) {
    return Client.with(
        seodang.kube.ApiRequest.get(path).withAccept("application/json, */*"),
        "container",
        container,
        "stdin",
        stdin ? "true" : null,
        "stdout",
        "true",
        "stderr",
        tty ? null : "true",
        "tty",
        tty ? "true" : null);
  }
}
