package seodang.web;

/// The forms to sign up and in (`templates/people/signup.jte`, `people/signin.jte`).
///
/// @param name and `login`: as filled in before
/// @param field which was filled in wrongly: `name`, `login`, `password`; `""` for none
/// @param message what to do about it
/// @param hasWork a guest's work would be left behind by signing in, or kept by signing up
public record SignView(
    LayoutView layout, String name, String login, String field, String message, boolean hasWork) {
  public String error(String asked) {
    return asked.equals(field) ? message : "";
  }
}
