/// Pictures of the product for its documentation, taken by `script/pictures`; never part of a test.
@NullMarked
package seodang.pictures;

import org.jspecify.annotations.NullMarked;
