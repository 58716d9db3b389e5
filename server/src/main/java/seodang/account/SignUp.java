package seodang.account;

/// What came of an attempt to sign up.
public sealed interface SignUp {
  record Done(Account account) implements SignUp {}

  /// @param field `name`, `login` or `password`
  /// @param message Korean: what is wrong and what to do
  record Refused(String field, String message) implements SignUp {}
}
