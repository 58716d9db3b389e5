package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every page's frame needs (`templates/layout/page.jte`).
///
/// @param title of the page, without the name of the site
/// @param family names the page's own style sheet, `static/css/FAMILY.css`: `home`, `forms`,
///   `classes`, `glossary`, `lesson`, `error`
/// @param crumbs the way from the first page to this one; the last has no address
/// @param person who is signed in; null for a visitor without a session
/// @param csrf goes back in the header `X-CSRF-Token`, or in a form's `csrf` field
/// @param assets where the built style sheets and modules are
public record LayoutView(
    String title,
    String family,
    List<Crumb> crumbs,
    @Nullable Person person,
    String csrf,
    Assets assets) {

  /// @param href `""` for the page itself
  public record Crumb(String label, String href) {}

  /// @param name shown in the corner
  /// @param guest has no password yet: is offered to keep the work by signing up
  public record Person(String name, boolean guest) {}
}
