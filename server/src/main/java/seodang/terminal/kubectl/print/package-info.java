/// The forms in which kubectl prints objects: tables, YAML, JSON, names, JSONPath, custom columns,
/// Go templates, and the reports of what was done (`pod/web created`).
///
/// Pure functions from JSON values to text, but for the one class that asks the API server for a
/// Table. Depends on `json`, `golang` and `client`.
@NullMarked
package seodang.terminal.kubectl.print;

import org.jspecify.annotations.NullMarked;
