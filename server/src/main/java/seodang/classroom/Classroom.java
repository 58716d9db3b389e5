package seodang.classroom;

import java.time.Instant;

/// One class.
///
/// @param code by which learners join: six characters that cannot be mistaken for each other
/// @param owner the account of its instructor
public record Classroom(String id, String name, String code, String owner, Instant createdAt) {}
