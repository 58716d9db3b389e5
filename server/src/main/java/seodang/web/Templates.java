package seodang.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.Map;

/// The pages under `templates/`, compiled with the program: each takes one record.
final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /// @param name as `lesson/page`
  String render(String name, Object view) {
    StringOutput out = new StringOutput(16_384);
    engine.render(name + ".jte", view, out);
    return out.toString();
  }

  /// For a piece that takes more than one parameter.
  String render(String name, Map<String, Object> parameters) {
    StringOutput out = new StringOutput(4096);
    engine.render(name + ".jte", parameters, out);
    return out.toString();
  }

  void html(Context ctx, String name, Object view) {
    ctx.html(render(name, view));
  }
}
