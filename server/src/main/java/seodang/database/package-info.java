/// The database: opening it, its migrations, and transactions that survive a power cut.
///
/// H2 in a file is the default, PostgreSQL by URL; everything H2 needs for itself is in [Database],
/// the SQL of the callers is what both take. Each caller keeps its SQL in its own repository
/// classes. Safe on any thread; blocks on I/O. Depends on nothing else in the project.
@NullMarked
package seodang.database;

import org.jspecify.annotations.NullMarked;
