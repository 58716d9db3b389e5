package seodang.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.account.Sessions;
import seodang.database.Token;

/// Tells visitors by their cookies, and gives them cookies.
final class Visitors {
  static final String SESSION = "seodang";
  private static final String STRANGER = "seodang_visitor";

  /// As long as browsers keep any cookie; each visit renews it, so a guest's work never expires.
  private static final int LONGEST = 400 * 24 * 60 * 60;

  private final Accounts accounts;
  private final Sessions sessions;
  private final boolean secure;

  Visitors(Accounts accounts, Sessions sessions, boolean secure) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.secure = secure;
  }

  Visitor identify(Context ctx) {
    Optional<Token> session = token(ctx, SESSION);
    Optional<Account> account = session.flatMap(sessions::accountOf).flatMap(accounts::find);
    if (account.isPresent()) {
      return new Visitor(account.get(), session.orElseThrow());
    }
    return new Visitor(null, token(ctx, STRANGER).orElseGet(Token::random));
  }

  /// Lets the browser keep what a page was sealed with.
  void renew(Context ctx, Visitor visitor) {
    set(ctx, visitor.account() == null ? STRANGER : SESSION, visitor.seal());
  }

  /// Begins a session for an account, in place of any the browser had.
  Visitor begin(Context ctx, Account account) {
    Visitor before = Visitor.of(ctx);
    Token token =
        before.account() == null
            ? sessions.begin(account.id())
            : sessions.rotate(before.seal(), account.id());
    return hand(ctx, account, token);
  }

  void end(Context ctx) {
    Visitor visitor = Visitor.of(ctx);
    if (visitor.account() != null) {
      sessions.end(visitor.seal());
    }
    ctx.cookie(cookie(SESSION, "", 0));
    new Visitor(null, Token.random()).attachTo(ctx);
  }

  private Visitor hand(Context ctx, Account account, Token token) {
    set(ctx, SESSION, token);
    Visitor visitor = new Visitor(account, token);
    visitor.attachTo(ctx);
    return visitor;
  }

  private void set(Context ctx, String name, Token token) {
    ctx.cookie(cookie(name, token.text(), LONGEST));
  }

  private Cookie cookie(String name, String value, int age) {
    return new Cookie(name, value, "/", age, secure, true, null, SameSite.LAX);
  }

  private static Optional<Token> token(Context ctx, String name) {
    String value = ctx.cookie(name);
    return value == null || value.length() != 43 ? Optional.empty() : Optional.of(new Token(value));
  }
}
