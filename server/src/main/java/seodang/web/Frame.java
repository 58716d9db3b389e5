package seodang.web;

import io.javalin.http.Context;
import java.util.List;
import seodang.account.Account;
import seodang.web.LayoutView.Crumb;
import seodang.web.LayoutView.Person;

/// Makes what every page's frame needs.
final class Frame {
  private final Assets assets;
  private final Templates templates;

  Frame(Assets assets, Templates templates) {
    this.assets = assets;
    this.templates = templates;
  }

  Templates templates() {
    return templates;
  }

  LayoutView of(Context ctx, String title, String family, Crumb... crumbs) {
    Visitor visitor = Visitor.of(ctx);
    Account account = visitor.account();
    return new LayoutView(
        title,
        family,
        List.of(crumbs),
        account == null ? null : new Person(account.name(), account.isGuest()),
        visitor.csrf(),
        assets);
  }

  /// The frame of a page that must show even when nobody knows who asks.
  LayoutView bare(Context ctx, String title) {
    Visitor visitor = ctx.attribute("visitor");
    return visitor != null
        ? of(ctx, title, "error", new Crumb(title, ""))
        : new LayoutView(title, "error", List.of(new Crumb(title, "")), null, "", assets);
  }

  void show(Context ctx, String template, Object view) {
    templates.html(ctx, template, view);
  }
}
