package seodang.web;

import java.util.List;
import seodang.classroom.Classroom;

/// The visitor's classes (`templates/classes/list.jte`).
///
/// @param taught by the visitor, newest first
/// @param attended by the visitor
/// @param mayTeach has signed up, so may make a class
/// @param name as filled in before
/// @param error what is wrong with it; `""` for nothing
public record ClassesView(
    LayoutView layout,
    List<Classroom> taught,
    List<Classroom> attended,
    boolean mayTeach,
    String name,
    String error) {}
