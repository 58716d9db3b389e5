package seodang.web;

import java.util.List;
import seodang.course.Course;

/// All words (`templates/glossary/list.jte`), in the course's order.
public record GlossaryView(LayoutView layout, List<Course.Term> terms) {}
