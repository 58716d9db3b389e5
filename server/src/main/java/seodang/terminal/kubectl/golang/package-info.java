/// The behaviours of Go that show in what kubectl prints: quoting, `%v`, durations, JSON, YAML 1.1,
/// `text/tabwriter`, `text/template`.
///
/// kubectl is a Go program, and its output is compared byte for byte; each class here follows one
/// package of Go's library, named in its comment. Pure functions, safe on any thread; depends on
/// `json` alone.
@NullMarked
package seodang.terminal.kubectl.golang;

import org.jspecify.annotations.NullMarked;
