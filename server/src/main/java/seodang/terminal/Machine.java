package seodang.terminal;

import java.util.function.IntConsumer;
import seodang.shell.ProcessTree;

/// A machine that a terminal's shell runs on.
///
/// @param node `""` for the learner's own
/// @param onExit told the code with which its first process ended
record Machine(String node, ProcessTree tree, Disk disk, IntConsumer onExit) {}
