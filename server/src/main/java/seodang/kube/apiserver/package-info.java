/// The API server: every request of everybody goes through `ApiServer.handle`.
///
/// Authorization, decoding, defaulting, admission, validation, storage, in Kubernetes' order;
/// answers as v1.33 gives them. A refusal anywhere inside is thrown as `Rejection`, a control-flow
/// exception without a stack that carries the `Status`, and is caught in one place.
@NullMarked
package seodang.kube.apiserver;

import org.jspecify.annotations.NullMarked;
