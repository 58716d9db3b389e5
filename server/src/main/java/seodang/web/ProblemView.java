package seodang.web;

/// What went wrong (`templates/problem/page.jte`, and `problem/fragment.jte` inside a page).
///
/// @param what happened, in a sentence
/// @param next what to do about it, in a sentence
public record ProblemView(LayoutView layout, int status, String title, String what, String next) {}
