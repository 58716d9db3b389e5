package seodang.account;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.concurrent.Semaphore;

/// Argon2id, 19 MiB and two passes, as OWASP's password storage guide has it.
final class Passwords {
  private static final Argon2Function FUNCTION =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

  /// Each hash fills 19 MiB and a core: more at once would only slow everybody.
  private static final Semaphore AT_ONCE = new Semaphore(4);

  /// A hash no password has, checked for logins that do not exist, so that the time of the answer
  /// does not tell which logins do.
  private static final String NOBODY = hash("no password is this long and strange \u0000");

  private Passwords() {}

  static String hash(String password) {
    AT_ONCE.acquireUninterruptibly();
    try {
      return Password.hash(password).addRandomSalt(16).with(FUNCTION).getResult();
    } finally {
      AT_ONCE.release();
    }
  }

  static boolean matches(String password, String hash) {
    AT_ONCE.acquireUninterruptibly();
    try {
      return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    } finally {
      AT_ONCE.release();
    }
  }

  /// Takes as long as a true check.
  static void waste(String password) {
    boolean _ = matches(password, NOBODY);
  }
}
