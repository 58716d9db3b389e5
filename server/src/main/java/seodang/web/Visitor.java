package seodang.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.database.Token;

/// Who sends a request.
///
/// @param account null before the first click
/// @param seal the browser's cookie: a session's token, or a stranger's; forms prove they know it
record Visitor(@Nullable Account account, Token seal) {
  private static final String ATTRIBUTE = "visitor";

  static Visitor of(Context ctx) {
    Visitor visitor = ctx.attribute(ATTRIBUTE);
    if (visitor == null) {
      throw new IllegalStateException("no visitor at " + ctx.path());
    }
    return visitor;
  }

  void attachTo(Context ctx) {
    ctx.attribute(ATTRIBUTE, this);
  }

  /// What forms send back; it tells nothing about the cookie.
  String csrf() {
    return seal.derive("csrf");
  }

  /// The account of one who must have one.
  Account person() {
    if (account == null) {
      throw new ForbiddenResponse("먼저 시작해야 볼 수 있습니다.");
    }
    return account;
  }

  /// For counting how often somebody does something.
  String key() {
    return account == null ? seal.hash() : account.id();
  }
}
