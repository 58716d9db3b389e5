package seodang.web;

import java.util.List;
import seodang.course.Course;

/// One word (`templates/glossary/term.jte`) and the lessons that teach it.
public record TermView(LayoutView layout, Course.Term term, List<LessonView.Neighbour> lessons) {}
