/// Questions and their grading by rules; may be graded again later from the saved answers.
@NullMarked
package seodang.quiz;

import org.jspecify.annotations.NullMarked;
