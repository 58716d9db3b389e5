/// People: guests, those who signed up, their sessions and roles.
///
/// A guest is an account without login and password; signing up adds them to the same account, so
/// the guest's work stays. Nothing of an account expires. Passwords are kept as Argon2id, session
/// tokens as hashes. Safe on any thread; blocks on the database. May use `database`.
@NullMarked
package seodang.account;

import org.jspecify.annotations.NullMarked;
