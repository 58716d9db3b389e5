/// `kubectl explain`: the fields of a kind as the API server's OpenAPI v3 document tells them.
///
/// Asks the API server for documents through `client`; the rest is a pure function of them.
@NullMarked
package seodang.terminal.kubectl.explain;

import org.jspecify.annotations.NullMarked;
