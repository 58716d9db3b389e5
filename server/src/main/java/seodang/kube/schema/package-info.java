/// What Kubernetes v1.33 knows by name: resources, kinds, fields and their types, as data read
/// once.
@NullMarked
package seodang.kube.schema;

import org.jspecify.annotations.NullMarked;
