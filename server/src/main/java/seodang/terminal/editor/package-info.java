/// Commands that take the whole screen: `vi`, `nano`, `less`, `watch`.
///
/// Each runs on its command's thread, reads keys and draws with ANSI sequences on the alternate
/// screen, which it leaves as it found it however it ends.
@NullMarked
package seodang.terminal.editor;

import org.jspecify.annotations.NullMarked;
