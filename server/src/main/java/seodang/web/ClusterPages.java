package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.util.Map;
import java.util.Set;
import seodang.account.Account;
import seodang.classroom.Desks;
import seodang.diagram.Drawer;
import seodang.diagram.ObjectRef;
import seodang.world.LiveCluster;
import seodang.world.World;

/// What a lesson's page asks of the cluster: an object's drawer, its time, its kubeconfig.
final class ClusterPages {
  private static final Set<String> TABS = Set.of("glance", "why", "yaml", "events");
  private static final int LONGEST_NAME = 253;

  private final Frame frame;
  private final Seats seats;
  private final World world;
  private final Kubeconfig kubeconfig;

  ClusterPages(Frame frame, Seats seats, World world, Kubeconfig kubeconfig) {
    this.frame = frame;
    this.seats = seats;
    this.world = world;
    this.kubeconfig = kubeconfig;
  }

  void register(RoutesConfig routes) {
    routes.get("/cluster/object", this::object);
    routes.post("/cluster/time", this::time);
    routes.get("/cluster/kubeconfig", this::kubeconfig);
  }

  private void object(Context ctx) {
    String tab = parameter(ctx, "tab");
    ObjectRef ref =
        new ObjectRef(parameter(ctx, "kind"), parameter(ctx, "namespace"), parameter(ctx, "name"));
    try (Desks.Seat seat = seats.shown(ctx)) {
      Drawer drawer = Drawer.of(seat.desk().cluster().state(), ref);
      ctx.html(
          frame
              .templates()
              .render(
                  "lesson/drawer",
                  Map.of("drawer", drawer, "tab", TABS.contains(tab) ? tab : "glance")));
    }
  }

  private static String parameter(Context ctx, String name) {
    String value = ctx.queryParam(name);
    if (value != null && value.length() > LONGEST_NAME) {
      throw new BadRequestResponse();
    }
    return value == null ? "" : value;
  }

  /// `action`: `pause`, `resume`, `step`, `speed` (with `speed`), `undo` or `reset`; answers the
  /// time as the event `time` has it.
  private void time(Context ctx) {
    try (Desks.Seat seat = seats.own(ctx)) {
      LiveCluster cluster = seat.desk().cluster();
      String wish = ctx.formParam("action");
      switch (wish == null ? "" : wish) {
        case "pause" -> cluster.pause();
        case "resume" -> cluster.resume();
        case "step" -> cluster.step();
        case "speed" -> cluster.speed(speed(ctx));
        case "undo" -> {
          boolean _ = cluster.undo();
        }
        case "reset" -> cluster.reset();
        default -> throw new BadRequestResponse();
      }
      ctx.contentType("application/json").result(ClusterEvents.time(cluster.time()));
    }
  }

  private static int speed(Context ctx) {
    String text = ctx.formParam("speed");
    int speed = text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (speed < 1 || speed > 3600) {
      throw new BadRequestResponse();
    }
    return speed;
  }

  /// Makes a new token each time and ends the oldest, so no other site's link may ask for it.
  private void kubeconfig(Context ctx) {
    String from = ctx.header("Sec-Fetch-Site");
    if (from != null && !from.equals("same-origin") && !from.equals("none")) {
      throw new ForbiddenResponse("다른 사이트에서 온 요청입니다.");
    }
    Account account = Visitor.of(ctx).person();
    String cluster = world.clusterOf(account.id());
    ctx.contentType("application/yaml; charset=utf-8");
    ctx.header("Content-Disposition", "attachment; filename=\"seodang-kubeconfig.yaml\"");
    ctx.result(kubeconfig.write(cluster, world.issueToken(cluster)));
  }
}
