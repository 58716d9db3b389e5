package seodang;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrows between packages, and the purity of the simulation, as `docs/architecture.md` draws
/// them.
class ArchitectureTest {
  /// From the top down: a package may use those after it, and only those.
  private static final List<String> DOWNWARD =
      List.of(
          "web",
          "classroom",
          "course",
          "quiz",
          "account",
          "terminal",
          "diagram",
          "world",
          "kube",
          "shell",
          "json");

  /// What may use the database; all others reach it through these.
  private static final List<String> REPOSITORIES =
      List.of("classroom", "course", "quiz", "account", "world");

  /// As few as each package can have and still be itself: a rule over nothing proves nothing.
  private static final Map<String, Integer> LEAST =
      Map.of(
          "web",
          40,
          "classroom",
          20,
          "account",
          6,
          "world",
          12,
          "database",
          4,
          "kube",
          15,
          "json",
          10,
          "shell",
          10,
          "terminal",
          6,
          "diagram",
          20);

  /// Files and the network. Streams in memory are neither, nor are the resources a class brings
  /// along: they are as constant as the class.
  private static final DescribedPredicate<JavaClass> OUTSIDE =
      resideInAnyPackage("java.io", "java.nio.file..", "java.net.http..", "java.sql..")
          .and(
              DescribedPredicate.not(
                  JavaClass.Predicates.belongToAnyOf(
                      ByteArrayInputStream.class,
                      ByteArrayOutputStream.class,
                      IOException.class,
                      InputStream.class,
                      UncheckedIOException.class,
                      InputStream.class,
                      Serializable.class,
                      StringReader.class,
                      StringWriter.class)))
          .as("classes that reach files or the network");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("seodang");
  }

  static List<String> packages() {
    return DOWNWARD;
  }

  @ParameterizedTest
  @MethodSource("packages")
  void arrows_pointDown(String name) {
    List<String> above = new ArrayList<>();
    above.add("seodang");
    for (String other : DOWNWARD.subList(0, DOWNWARD.indexOf(name))) {
      above.add("seodang." + other + "..");
    }
    if (name.equals("json")) {
      above.add("seodang.database..");
    }
    noClasses()
        .that()
        .resideInAPackage("seodang." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above.toArray(String[]::new))
        .check(classes);
  }

  @Test
  void diagram_usesNeitherWorldNorShell() {
    noClasses()
        .that()
        .resideInAPackage("seodang.diagram..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("seodang.world..", "seodang.shell..")
        .check(classes);
  }

  @Test
  void database_isReachedThroughItsRepositoriesAlone() {
    List<String> others = new ArrayList<>(DOWNWARD);
    others.removeAll(REPOSITORIES);
    others.remove("web");
    noClasses()
        .that(
            resideInAnyPackage(
                others.stream().map(p -> "seodang." + p + "..").toArray(String[]::new)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("seodang.database..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("seodang.database..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            DOWNWARD.stream().map(p -> "seodang." + p + "..").toArray(String[]::new))
        .check(classes);
  }

  @Test
  void jdbc_isSeenByTheDatabaseAndRepositoriesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "seodang.database..",
            "seodang.classroom..",
            "seodang.account..",
            "seodang.world..",
            "seodang.course..",
            "seodang.quiz..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..")
        .check(classes);
  }

  @Test
  void javalin_isSeenByTheWebAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("seodang.web..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
        .check(classes.that(DescribedPredicate.not(resideInAnyPackage("gg.jte.."))));
  }

  @Test
  void simulation_knowsNoClockThreadChanceOrFile() {
    String[] pure = {"seodang.kube..", "seodang.shell..", "seodang.json.."};
    List<ArchRule> rules =
        List.of(
            noClasses().that().resideInAnyPackage(pure).should().callMethod(Instant.class, "now"),
            noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .callMethod(System.class, "currentTimeMillis"),
            noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .callMethod(System.class, "nanoTime"),
            noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .callMethod(UUID.class, "randomUUID"),
            noClasses().that().resideInAnyPackage(pure).should().callMethod(Math.class, "random"),
            noClasses().that().resideInAnyPackage(pure).should().callConstructor(Random.class),
            noClasses().that().resideInAnyPackage(pure).should().dependOnClassesThat(OUTSIDE),
            noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                    Thread.class,
                    ThreadLocalRandom.class,
                    SecureRandom.class,
                    Clock.class,
                    InstantSource.class,
                    Socket.class));
    for (ArchRule rule : rules) {
      rule.check(classes);
    }
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("seodang.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packages_holdEnoughForARuleToMeanSomething() {
    LEAST.forEach((name, least) ->
        assertThat(
                classes.stream()
                    .filter(c ->
                        c.getPackageName().equals("seodang." + name)
                            || c.getPackageName().startsWith("seodang." + name + "."))
                    .count())
            .as("classes of %s", name)
            .isGreaterThanOrEqualTo(least));
  }
}
