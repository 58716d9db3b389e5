/// Tests of the schema and of the forms that follow from it.
@NullMarked
package seodang.kube.schema;

import org.jspecify.annotations.NullMarked;
