/// Who owns which field: sets of fields, the typed walks that find them, and server-side apply.
///
/// Follows sigs.k8s.io/structured-merge-diff: a set of fields is the JSON of `fieldsV1` itself,
/// where an empty object is a member, an object with `"."` a member with members below, and any
/// other only leads to members.
@NullMarked
package seodang.kube.apiserver.fields;

import org.jspecify.annotations.NullMarked;
