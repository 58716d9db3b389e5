/// Measurements, run by `script/bench`; never part of a test.
@NullMarked
package seodang.bench;

import org.jspecify.annotations.NullMarked;
