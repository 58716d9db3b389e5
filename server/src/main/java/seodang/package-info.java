/// The composition root: `App` wires every part together with constructors, `Config` is the one
/// record tree of settings.
@NullMarked
package seodang;

import org.jspecify.annotations.NullMarked;
