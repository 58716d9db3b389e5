package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.TooManyRequestsResponse;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.classroom.Desks;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.world.World;

/// `POST /start`: one click makes a guest with a cluster, and leads to the first lesson or to where
/// they left.
final class StartEndpoint {
  private final Accounts accounts;
  private final Visitors visitors;
  private final World world;
  private final Desks desks;
  private final Course course;
  private final Guard guard;
  private final Buckets guests;

  StartEndpoint(
      Accounts accounts,
      Visitors visitors,
      World world,
      Desks desks,
      Course course,
      Guard guard,
      WebSettings.Limits limits) {
    this.accounts = accounts;
    this.visitors = visitors;
    this.world = world;
    this.desks = desks;
    this.course = course;
    this.guard = guard;
    this.guests = new Buckets(limits.guests(), limits.per());
  }

  void register(RoutesConfig routes) {
    routes.post("/start", this::start);
  }

  private void start(Context ctx) {
    Account account = person(ctx);
    String _ = world.clusterOf(account.id());
    String wanted = ctx.formParam("lesson");
    Lesson lesson = wanted == null ? null : course.lesson(wanted);
    if (lesson == null) {
      lesson = desks.progress(account.id()).goOn(course);
    }
    ctx.redirect(lesson == null ? "/" : "/lessons/" + lesson.number(), HttpStatus.SEE_OTHER);
  }

  /// The visitor's account; a stranger becomes a guest.
  Account person(Context ctx) {
    Account account = Visitor.of(ctx).account();
    if (account != null) {
      return account;
    }
    if (!guests.take(guard.address(ctx))) {
      throw new TooManyRequestsResponse();
    }
    Account guest = accounts.guest();
    Visitor _ = visitors.begin(ctx, guest);
    return guest;
  }
}
