/// Classes and what happens in them: rosters, progress, where learners get stuck, grades; and the
/// desk at which one learner works.
///
/// A [seodang.classroom.Desk] joins one learner's cluster, terminals, open lesson and checks; all
/// windows of the learner, and an instructor who looks on, show the same desk. A step that has
/// passed stays passed. Safe on any thread; blocks on the database. May use `course`, `quiz`,
/// `account`, `terminal`, `diagram`, `world`, `database`.
@NullMarked
package seodang.classroom;

import org.jspecify.annotations.NullMarked;
