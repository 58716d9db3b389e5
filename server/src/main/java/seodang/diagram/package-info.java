/// The cluster as a picture: a cluster value becomes a [Scene], a scene becomes SVG and an outline.
///
/// Everything here is a pure function, safe on any thread. A scene says what stands where, never in
/// pixels; it carries its slots, so that the scene after it leaves what stays in its place. What is
/// shown is never ahead of the cluster: states are told as `kubectl` prints them, causes are read
/// from the trace and never invented. May use `kube` and `json`.
@NullMarked
package seodang.diagram;

import org.jspecify.annotations.NullMarked;
