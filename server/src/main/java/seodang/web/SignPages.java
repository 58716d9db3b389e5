package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.TooManyRequestsResponse;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.account.SignUp;
import seodang.classroom.Desks;
import seodang.web.LayoutView.Crumb;

/// `/signup`, `/signin`, `/signout`.
final class SignPages {
  private final Frame frame;
  private final Accounts accounts;
  private final Visitors visitors;
  private final Desks desks;
  private final StartEndpoint start;
  private final Guard guard;
  private final Buckets perAddress;
  private final Buckets perLogin;

  SignPages(
      Frame frame,
      Accounts accounts,
      Visitors visitors,
      Desks desks,
      StartEndpoint start,
      Guard guard,
      WebSettings.Limits limits) {
    this.frame = frame;
    this.accounts = accounts;
    this.visitors = visitors;
    this.desks = desks;
    this.start = start;
    this.guard = guard;
    this.perAddress = new Buckets(limits.signIns(), limits.per());
    this.perLogin = new Buckets(limits.signInsPerLogin(), limits.per());
  }

  void register(RoutesConfig routes) {
    routes.get("/signup", ctx -> signUpForm(ctx, "", "", "", ""));
    routes.post("/signup", this::signUp);
    routes.get("/signin", ctx -> signInForm(ctx, "", "", ""));
    routes.post("/signin", this::signIn);
    routes.post("/signout", this::signOut);
  }

  private void signUp(Context ctx) {
    if (!perAddress.take(guard.address(ctx))) {
      throw new TooManyRequestsResponse();
    }
    Account visitor = Visitor.of(ctx).account();
    if (visitor != null && !visitor.isGuest()) {
      ctx.redirect("/me", HttpStatus.SEE_OTHER);
      return;
    }
    String name = form(ctx, "name");
    String login = form(ctx, "login");
    SignUp.Refused wrong = Accounts.check(name, login, form(ctx, "password"));
    SignUp result =
        wrong != null
            ? wrong
            : accounts.signUp(start.person(ctx), name, login, form(ctx, "password"));
    switch (result) {
      case SignUp.Done done -> {
        Visitor _ = visitors.begin(ctx, done.account());
        ctx.redirect("/me", HttpStatus.SEE_OTHER);
      }
      case SignUp.Refused refused -> {
        ctx.status(422);
        signUpForm(ctx, name, login, refused.field(), refused.message());
      }
    }
  }

  private void signIn(Context ctx) {
    String login = form(ctx, "login");
    if (!perAddress.take(guard.address(ctx))
        || !perLogin.take(login.strip().toLowerCase(Locale.ROOT))) {
      throw new TooManyRequestsResponse();
    }
    Optional<Account> account = accounts.signIn(login, form(ctx, "password"));
    if (account.isEmpty()) {
      ctx.status(422);
      signInForm(ctx, login, "password", "아이디나 비밀번호가 맞지 않습니다. 다시 적어 주세요.");
      return;
    }
    Visitor _ = visitors.begin(ctx, account.get());
    ctx.redirect("/", HttpStatus.SEE_OTHER);
  }

  private void signOut(Context ctx) {
    visitors.end(ctx);
    ctx.redirect("/", HttpStatus.SEE_OTHER);
  }

  private void signUpForm(Context ctx, String name, String login, String field, String message) {
    Account account = Visitor.of(ctx).account();
    String known = account != null && !account.name().startsWith("손님") ? account.name() : "";
    frame.show(
        ctx,
        "people/signup",
        new SignView(
            frame.of(ctx, "가입", "forms", new Crumb("가입", "")),
            name.isEmpty() ? known : name,
            login,
            field,
            message,
            hasWork(account)));
  }

  private void signInForm(Context ctx, String login, String field, String message) {
    frame.show(
        ctx,
        "people/signin",
        new SignView(
            frame.of(ctx, "로그인", "forms", new Crumb("로그인", "")),
            "",
            login,
            field,
            message,
            hasWork(Visitor.of(ctx).account())));
  }

  private boolean hasWork(@Nullable Account account) {
    return account != null && account.isGuest() && !desks.progress(account.id()).steps().isEmpty();
  }

  private static String form(Context ctx, String name) {
    String value = ctx.formParam(name);
    return value == null ? "" : value;
  }
}
