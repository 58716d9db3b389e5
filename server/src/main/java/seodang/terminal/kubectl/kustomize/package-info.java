/// Kustomize, as `kubectl kustomize` and `-k` run it: bases and overlays built into manifests.
///
/// Supported are `resources`, `bases`, the generators of ConfigMaps and Secrets, name prefix and
/// suffix, `namespace`, labels and annotations, `images`, `replicas` and patches of all three
/// kinds; a field that kustomize knows and this does not is refused by name. Reads only the
/// learner's files; pure otherwise. Depends on `patch`, `golang` and `client` (for its errors).
@NullMarked
package seodang.terminal.kubectl.kustomize;

import org.jspecify.annotations.NullMarked;
