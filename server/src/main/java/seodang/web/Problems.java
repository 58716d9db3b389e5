package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.world.StaleWriterException;
import seodang.world.WorldFullException;

/// Turns what goes wrong into a Korean page, a fragment for a part of a page, or a line of text.
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private final Frame frame;

  Problems(Frame frame) {
    this.frame = frame;
  }

  void register(RoutesConfig routes) {
    routes.exception(HttpResponseException.class, this::refused);
    routes.exception(
        WorldFullException.class,
        (e, ctx) -> show(ctx, 503, "자리가 없습니다", "지금은 자리가 모두 찼습니다.", "몇 분 뒤에 다시 열어 주세요."));
    routes.exception(
        StaleWriterException.class,
        (e, ctx) ->
            show(ctx, 409, "다른 곳에서 바뀌었습니다", "클러스터가 다른 서버에서 바뀌었습니다.", "페이지를 새로 고치면 지금 상태가 보입니다."));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {}", ctx.method(), ctx.path(), e);
          show(ctx, 500, "서버 오류", "서버에서 문제가 생겼습니다.", "한 일은 저장되어 있습니다. 잠시 뒤 페이지를 새로 고쳐 주세요.");
        });
  }

  private void refused(HttpResponseException e, Context ctx) {
    String message = e.getMessage();
    String said = message == null || message.equals("Forbidden") ? "이 페이지를 볼 수 없습니다." : message;
    switch (e.getStatus()) {
      case 403 -> show(ctx, 403, "볼 수 없는 페이지", said, "첫 페이지에서 다시 들어가 보세요.");
      case 404 -> show(ctx, 404, "없는 페이지", "찾는 것이 없거나 볼 수 없는 것입니다.", "주소를 확인하거나 첫 페이지에서 다시 시작하세요.");
      case 405 -> show(ctx, 405, "할 수 없는 요청", "이 주소에서는 할 수 없는 요청입니다.", "첫 페이지에서 다시 들어가 보세요.");
      case 413 -> show(ctx, 413, "너무 큰 요청", "보낸 내용이 너무 큽니다.", "내용을 줄여서 다시 보내 주세요.");
      case 429 -> {
        ctx.header("Retry-After", "60");
        show(ctx, 429, "너무 잦은 요청", "짧은 시간에 요청이 너무 많았습니다.", "1분쯤 기다린 뒤 다시 해 주세요.");
      }
      default -> show(ctx, e.getStatus(), "할 수 없는 요청", "요청을 알아듣지 못했습니다.", "페이지를 새로 고친 뒤 다시 해 주세요.");
    }
  }

  private void show(Context ctx, int status, String title, String what, String next) {
    ctx.status(status);
    ProblemView view = new ProblemView(frame.bare(ctx, title), status, title, what, next);
    if (ctx.header("HX-Request") != null) {
      frame.show(ctx, "problem/fragment", view);
    } else if (wantsHtml(ctx)) {
      frame.show(ctx, "problem/page", view);
    } else {
      ctx.contentType("text/plain; charset=utf-8").result(what + " " + next + "\n");
    }
  }

  private static boolean wantsHtml(Context ctx) {
    String accept = ctx.header("Accept");
    return accept != null && accept.contains("text/html");
  }
}
