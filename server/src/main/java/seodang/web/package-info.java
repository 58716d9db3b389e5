/// Everything that speaks HTTP: pages, server-sent events, WebSockets, the Kubernetes endpoint.
///
/// One file per page or endpoint; the `…View` records are what the templates are given, whole, so
/// that a template never asks anything of the rest of the program. The only package that sees
/// Javalin.
@NullMarked
package seodang.web;

import org.jspecify.annotations.NullMarked;
