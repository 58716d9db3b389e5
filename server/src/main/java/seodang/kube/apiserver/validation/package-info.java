/// What a v1.33 API server refuses: the rules of `k8s.io/kubernetes/pkg/apis/*/validation`, one
/// file per kind or topic.
///
/// [Validation] is the door: an object as defaulted, and the one it replaces, to a list of
/// [FieldError]s in the order the real server finds them. Pure functions over JSON; [Field] carries
/// a value together with its path and the list its faults go to. Uses the schema and nothing else
/// of the API server.
@NullMarked
package seodang.kube.apiserver.validation;

import org.jspecify.annotations.NullMarked;
