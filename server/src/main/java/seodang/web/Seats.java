package seodang.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.account.Role;
import seodang.classroom.Classroom;
import seodang.classroom.Classrooms;
import seodang.classroom.Desks;

/// Whose desk a request is about: the visitor's own, or with `?learner=` that of a learner in a
/// class the visitor teaches, to look at only.
final class Seats {
  private final Desks desks;
  private final Classrooms classrooms;
  private final int windows;
  private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

  Seats(Desks desks, Classrooms classrooms, int windows) {
    this.desks = desks;
    this.classrooms = classrooms;
    this.windows = windows;
  }

  /// The visitor's own desk.
  Desks.Seat own(Context ctx) {
    return desks.sit(Visitor.of(ctx).person().id());
  }

  /// The desk a window shows.
  Desks.Seat shown(Context ctx) {
    String learner = learner(ctx);
    return learner == null ? own(ctx) : look(ctx, learner);
  }

  boolean readOnly(Context ctx) {
    return learner(ctx) != null;
  }

  /// Somebody else's desk, for their instructor.
  Desks.Seat look(Context ctx, String learner) {
    Account visitor = Visitor.of(ctx).person();
    if (!mayLook(visitor, learner)) {
      throw new NotFoundResponse();
    }
    return desks.look(learner).orElseThrow(NotFoundResponse::new);
  }

  private boolean mayLook(Account visitor, String learner) {
    if (visitor.role() == Role.ADMIN) {
      return true;
    }
    for (Classroom classroom : classrooms.attendedBy(learner)) {
      if (classrooms.teaches(visitor, classroom)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String learner(Context ctx) {
    String learner = ctx.queryParam("learner");
    return learner == null || learner.isEmpty() ? null : learner;
  }

  /// Counts an event stream or terminal of the account; false when it has as many as may be.
  boolean openWindow(String account) {
    if (open.merge(account, 1, Integer::sum) <= windows) {
      return true;
    }
    closeWindow(account);
    return false;
  }

  void closeWindow(String account) {
    open.computeIfPresent(account, (_, count) -> count == 1 ? null : count - 1);
  }
}
