/// Custom resources: what a CustomResourceDefinition's schema says of them: pruning, defaults,
/// validation with CEL rules, columns.
///
/// Pure functions of schema and object; the API server decides when to call them.
@NullMarked
package seodang.kube.apiserver.custom;

import org.jspecify.annotations.NullMarked;
