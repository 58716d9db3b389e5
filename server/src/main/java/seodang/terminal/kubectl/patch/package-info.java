/// The patches that `apply`, `edit` and `diff` send: differences of two or three versions of an
/// object, as strategic merge patches by the merge keys of the schema, or as JSON merge patches.
///
/// Pure functions of JSON values and of the schema on the class path. Depends on `json`, and on
/// `client` for its errors.
@NullMarked
package seodang.terminal.kubectl.patch;

import org.jspecify.annotations.NullMarked;
