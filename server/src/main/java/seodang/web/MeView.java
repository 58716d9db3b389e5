package seodang.web;

import java.util.List;
import seodang.account.Account;
import seodang.classroom.Classroom;

/// The visitor's own page (`templates/people/me.jte`).
///
/// @param chapters how far the visitor is in each
/// @param attended classes the visitor learns in
public record MeView(
    LayoutView layout,
    Account account,
    List<Chapter> chapters,
    List<Classroom> attended,
    String message) {
  /// @param passed of `steps`
  public record Chapter(String title, int passed, int steps) {}

  public int passed() {
    return chapters.stream().mapToInt(Chapter::passed).sum();
  }
}
