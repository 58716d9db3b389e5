package seodang.web;

import org.jspecify.annotations.Nullable;
import seodang.classroom.Classroom;

/// Joining a class (`templates/classes/join.jte`).
///
/// @param classroom null while the code is not known
/// @param code as given
/// @param teacher the instructor's name
/// @param name of the learner, as others will see it
/// @param error what is wrong; `""` for nothing
public record JoinView(
    LayoutView layout,
    @Nullable Classroom classroom,
    String code,
    String teacher,
    String name,
    String error) {}
