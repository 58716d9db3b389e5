/// The shell language: parser, compiler and the machine that runs it.
///
/// A command is parsed to [seodang.shell.language.Ast], compiled to a flat list of
/// [seodang.shell.language.Op], and run by [seodang.shell.language.ShellProcess] with an explicit
/// stack, so that a script can stop between any two operations, be written down and go on later.
/// Source text is kept with the code: frozen code is its text, compiled again when thawed.
@NullMarked
package seodang.shell.language;

import org.jspecify.annotations.NullMarked;
