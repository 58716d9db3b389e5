package seodang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/// Skipped, with a line that says so, where no browser or no built front end is.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "seodang.Chromium#isThere",
    disabledReason = "needs /usr/bin/chromium and static/dist (script/test makes both)")
public @interface NeedsChromium {}
