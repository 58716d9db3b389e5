/// Immutable JSON values and what can be done with them: read, write, YAML, paths, patches,
/// differences.
///
/// Invariants: a value never changes; object keys are unique and kept sorted (the order in which
/// the real tools print them), keys are interned. Everything here is a pure function, safe on any
/// thread. Depends on nothing else in the project.
@NullMarked
package seodang.json;

import org.jspecify.annotations.NullMarked;
