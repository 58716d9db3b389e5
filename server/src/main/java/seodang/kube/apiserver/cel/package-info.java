/// Kubernetes' expression language: CEL with the API server's own libraries, types made from
/// schemas, and a bound on what an expression may cost.
///
/// Pure functions; rules of custom resources, admission policies and match conditions share them.
@NullMarked
package seodang.kube.apiserver.cel;

import org.jspecify.annotations.NullMarked;
