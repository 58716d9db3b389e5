package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.TooManyRequestsResponse;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.classroom.Desk;
import seodang.classroom.Desks;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.Window;

/// `WS /terminal/{tab}`: keystrokes in, screen out, as JSON text frames.
///
/// From the browser `{"t":"in","d":…}`, `{"t":"size","c":80,"r":24}`, `{"t":"end"}`, which ends the
/// shell, and, for each piece of output that it has shown, `{"t":"got","n":…}` with its length; to
/// it `{"t":"out","d":…}`, `{"t":"hint","d":…}`, `{"t":"ran","line":…,"exit":0}` and, when the
/// shell was left, `{"t":"closed"}`. Somebody who looks on sees the screen; what they type goes
/// nowhere.
final class TerminalSocket {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalSocket.class);
  private static final String CONNECTION = "terminal";
  private static final String SEAT = "seat";

  private final Seats seats;
  private final int frame;

  /// One window: what to give back when it goes.
  private record Connection(
      @Nullable Terminal terminal, AutoCloseable attachment, Outbox outbox, boolean readOnly) {}

  TerminalSocket(Seats seats, WebSettings.Limits limits) {
    this.seats = seats;
    this.frame = limits.frame();
  }

  void register(RoutesConfig routes) {
    routes.wsBeforeUpgrade("/terminal/{tab}", this::admit);
    routes.ws("/terminal/{tab}", this::socket);
  }

  private void admit(Context ctx) {
    String account = Visitor.of(ctx).person().id();
    Desks.Seat seat = seats.shown(ctx);
    if (!seats.openWindow(account)) {
      seat.close();
      throw new TooManyRequestsResponse();
    }
    ctx.attribute(SEAT, seat);
  }

  private void socket(WsConfig ws) {
    ws.onConnect(this::connect);
    ws.onMessage(ctx -> {
      Connection connection = ctx.attribute(CONNECTION);
      if (connection != null) {
        receive(connection, ctx.message());
      }
    });
    ws.onClose(this::release);
    ws.onError(ctx -> LOG.debug("a terminal window failed", ctx.error()));
  }

  private void connect(WsConnectContext ctx) throws Exception {
    Desks.Seat seat = ctx.attribute(SEAT);
    if (seat == null) {
      throw new ForbiddenResponse();
    }
    ctx.session.setMaxTextMessageSize(frame);
    ctx.enableAutomaticPings(20, TimeUnit.SECONDS);
    Desk desk = seat.desk();
    boolean readOnly = ctx.queryParam("learner") != null;
    String tab = ctx.pathParam("tab");
    Terminal terminal = readOnly ? desk.openTerminal(tab) : desk.terminal(tab);
    Outbox outbox = new Outbox(ctx.session);
    if (terminal == null) {
      outbox.output(
          readOnly
              ? "아직 열린 터미널이 없습니다.\r\n"
              : "터미널은 " + Desk.TERMINALS + "개까지 열 수 있습니다. 쓰지 않는 것을 닫아 주세요.\r\n");
      ctx.attribute(CONNECTION, new Connection(null, () -> {}, outbox, true));
      return;
    }
    String columns = ctx.queryParam("c");
    String rows = ctx.queryParam("r");
    if (!readOnly && columns != null && rows != null) {
      resize(terminal, number(columns), number(rows));
    }
    AutoCloseable attachment = terminal.attach(new Screen(outbox, readOnly));
    ctx.attribute(CONNECTION, new Connection(terminal, attachment, outbox, readOnly));
  }

  /// A browser's window; one that looks on holds up nobody.
  private record Screen(Outbox outbox, boolean readOnly) implements Window {
    @Override
    public void accept(TerminalEvent event) {
      send(outbox, event);
    }

    @Override
    public int backlog() {
      return readOnly ? 0 : outbox.backlog();
    }
  }

  private static void send(Outbox outbox, TerminalEvent event) {
    switch (event) {
      case TerminalEvent.Output output -> outbox.output(output.text());
      case TerminalEvent.Discarded gone -> outbox.discard(gone.instead());
      case TerminalEvent.Repainted screen -> outbox.output(screen.text());
      case TerminalEvent.Hint hint -> outbox.message(Json.object("t", "hint", "d", hint.text()));
      case TerminalEvent.CommandStarted _ -> {}
      case TerminalEvent.CommandFinished done ->
          outbox.message(Json.object("t", "ran", "line", done.line(), "exit", done.exitCode()));
      case TerminalEvent.Closed _ -> outbox.message(Json.object("t", "closed"));
    }
  }

  private static void receive(Connection connection, String text) {
    Terminal terminal = connection.terminal();
    if (terminal == null) {
      return;
    }
    Json.Object message;
    try {
      message = Json.parseObject(text);
    } catch (JsonException e) {
      LOG.debug("a browser sent what is no JSON", e);
      return;
    }
    if (message.text("t").equals("got")) {
      connection.outbox().shown(Math.clamp(message.number("n", 0), 0, Integer.MAX_VALUE));
      return;
    }
    if (connection.readOnly()) {
      return;
    }
    switch (message.text("t")) {
      case "in" -> terminal.type(message.text("d"));
      case "size" -> resize(terminal, message.number("c", 80), message.number("r", 24));
      case "end" -> terminal.close();
      default -> LOG.debug("a browser sent an unknown message");
    }
  }

  private static void resize(Terminal terminal, long columns, long rows) {
    terminal.resize(Math.clamp(columns, 10, 400), Math.clamp(rows, 3, 200));
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 0;
  }

  private void release(WsContext ctx) throws Exception {
    Connection connection = ctx.attribute(CONNECTION);
    if (connection != null) {
      connection.outbox().close();
      connection.attachment().close();
    }
    Desks.Seat seat = ctx.attribute(SEAT);
    if (seat != null) {
      Visitor visitor = ctx.attribute("visitor");
      if (visitor != null) {
        seats.closeWindow(visitor.key());
      }
      seat.close();
    }
  }
}
