package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.TooManyRequestsResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.classroom.Classroom;
import seodang.classroom.Classrooms;
import seodang.classroom.Feed;
import seodang.web.LayoutView.Crumb;

/// `/join/{code}`: a learner comes into a class, as a guest if need be.
final class JoinPages {
  /// So many learners may sit behind one address.
  private static final int CLASS = 50;

  private final Frame frame;
  private final Classrooms classrooms;
  private final Accounts accounts;
  private final StartEndpoint start;
  private final Feed feed;
  private final Guard guard;
  private final Buckets tries;
  private final Buckets perAddress;

  JoinPages(
      Frame frame,
      Classrooms classrooms,
      Accounts accounts,
      StartEndpoint start,
      Feed feed,
      Guard guard,
      WebSettings.Limits limits) {
    this.frame = frame;
    this.classrooms = classrooms;
    this.accounts = accounts;
    this.start = start;
    this.feed = feed;
    this.guard = guard;
    this.perAddress = new Buckets(limits.joins() * CLASS, limits.per());
    this.tries = new Buckets(limits.joins(), limits.per());
  }

  void register(RoutesConfig routes) {
    routes.get("/join", this::byForm);
    routes.get("/join/{code}", ctx -> show(ctx, find(ctx), ""));
    routes.post("/join/{code}", this::join);
  }

  private void byForm(Context ctx) {
    String code = ctx.queryParam("code");
    if (code == null || code.isBlank()) {
      form(ctx, null, "", "");
    } else {
      String plain = URLEncoder.encode(code.strip(), StandardCharsets.UTF_8).replace("+", "%20");
      ctx.redirect("/join/" + plain, HttpStatus.SEE_OTHER);
    }
  }

  private void show(Context ctx, @Nullable Classroom classroom, String error) {
    if (classroom == null) {
      ctx.status(404);
      form(ctx, null, ctx.pathParam("code"), "이 코드의 학급이 없습니다. 선생님이 알려 준 여섯 글자를 다시 적어 주세요.");
    } else {
      form(ctx, classroom, classroom.code(), error);
    }
  }

  private void join(Context ctx) {
    Classroom classroom = find(ctx);
    if (classroom == null) {
      show(ctx, null, "");
      return;
    }
    String name = ctx.formParam("name");
    Optional<String> wrong = Accounts.wrongName(name == null ? "" : name);
    if (wrong.isPresent() || name == null) {
      ctx.status(422);
      show(ctx, classroom, wrong.orElse(""));
      return;
    }
    Account account = start.person(ctx);
    if (classrooms.join(classroom, account.id()) == Classrooms.Join.FULL) {
      ctx.status(409);
      show(ctx, classroom, "학급이 가득 찼습니다(" + Classrooms.LARGEST + "명). 선생님에게 알려 주세요.");
      return;
    }
    accounts.rename(account.id(), name);
    feed.tell(classroom.id());
    ctx.redirect("/", HttpStatus.SEE_OTHER);
  }

  /// Codes are short; what keeps them from being guessed is how often one may try.
  private @Nullable Classroom find(Context ctx) {
    if (!tries.take(Visitor.of(ctx).key()) || !perAddress.take(guard.address(ctx))) {
      throw new TooManyRequestsResponse();
    }
    return classrooms.byCode(ctx.pathParam("code")).orElse(null);
  }

  private void form(Context ctx, @Nullable Classroom classroom, String code, String error) {
    Account account = Visitor.of(ctx).account();
    String teacher =
        classroom == null ? "" : accounts.find(classroom.owner()).map(Account::name).orElse("");
    frame.show(
        ctx,
        "classes/join",
        new JoinView(
            frame.of(ctx, "학급에 들어가기", "forms", new Crumb("학급에 들어가기", "")),
            classroom,
            code,
            teacher,
            account == null || account.name().startsWith("손님") ? "" : account.name(),
            error));
  }
}
