/// The small programs of a Unix system, over [seodang.shell.Program.Io] alone.
///
/// Words of errors are GNU coreutils'. Each can be frozen wherever it waits.
@NullMarked
package seodang.shell.tool;

import org.jspecify.annotations.NullMarked;
