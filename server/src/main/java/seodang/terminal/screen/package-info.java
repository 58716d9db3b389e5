/// What a terminal's window shows, kept on the server: a window that attaches later is given the
/// screen as it is, however it came to be.
@NullMarked
package seodang.terminal.screen;

import org.jspecify.annotations.NullMarked;
