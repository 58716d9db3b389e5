package seodang.account;

/// What an account may do beside learning.
public enum Role {
  LEARNER,
  /// Has made a class.
  INSTRUCTOR,
  /// May look into every class.
  ADMIN
}
