package seodang.web;

import java.util.List;
import seodang.account.Account;
import seodang.classroom.Classroom;

/// The visitor's own page (`templates/people/me.jte`).
///
/// @param passed steps so far
/// @param attended classes the visitor learns in
public record MeView(
    LayoutView layout, Account account, int passed, List<Classroom> attended, String message) {}
