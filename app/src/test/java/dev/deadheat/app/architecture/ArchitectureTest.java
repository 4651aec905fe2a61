package dev.deadheat.app.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Data flows one way through the modules, and the pure ones stay pure.
final class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.deadheat");

  static Stream<Module> modules() {
    return Module.HOUSE.stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleSeesOnlyWhatItNeeds(Module module) {
    var visible = new ArrayList<>(module.sees());
    visible.add(module.packages());
    classes()
        .that()
        .resideInAPackage(module.packages())
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("dev.deadheat..")
                .or(resideInAnyPackage(visible.toArray(String[]::new))))
        .because(
            "data flows one way: "
                + module.name()
                + " sees only "
                + (module.sees().isEmpty() ? "itself" : module.sees()))
        .allowEmptyShould(module.name().equals("testkit"))
        .check(HOUSE);
  }

  @Test
  void aForbiddenDependencyIsNoticed() {
    EvaluationResult result =
        noClasses()
            .that()
            .resideInAPackage("dev.deadheat.app.architecture")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.tngtech.archunit..")
            .evaluate(new ClassFileImporter().importClasses(ArchitectureTest.class));
    assertThat(result.hasViolation()).isTrue();
  }

  /// The package `app` itself is the front door: it wires the packages below it, which may use the
  /// values that lie there. Any other circle is one too many.
  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.deadheat.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            resideInAnyPackage("dev.deadheat.app"), resideInAnyPackage("dev.deadheat.app.."))
        .check(HOUSE);
  }

  @Test
  void searchKnowsNeitherSocketNorClockNorFileNorChance() {
    noClasses()
        .that()
        .resideInAPackage("dev.deadheat.search..")
        .should()
        .dependOnClassesThat(Impurity.OUTSIDE_WORLD)
        .orShould()
        .callMethodWhere(Impurity.CLOCK_OR_CHANCE)
        .because("the search is a pure value: the same run so far gets the same decision")
        .check(HOUSE);
  }

  @Test
  void analysingAProjectIsAFunctionOfItsBytes() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.deadheat.source..",
            "dev.deadheat.python..",
            "dev.deadheat.django..",
            "dev.deadheat.rules..",
            "dev.deadheat.fix..",
            "dev.deadheat.sql..")
        .should()
        .dependOnClassesThat(Impurity.SOCKET_OR_FILE_ACCESS)
        .orShould()
        .callMethodWhere(Impurity.CLOCK_OR_CHANCE)
        .because("files, time and chance are arguments of the pure modules")
        .check(HOUSE);
  }

  @Test
  void wireOpensNoSocket() {
    noClasses()
        .that()
        .resideInAPackage("dev.deadheat.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
        .because("wire turns bytes into messages and back, whoever carries them")
        .check(HOUSE);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethodWhere(Impurity.SLEEP)
        .because("every wait is for an event and has a deadline")
        .check(HOUSE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.deadheat.wire..")
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Helpers")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Data")
        .because("a name says what a thing is; wire's are those of the PostgreSQL manual")
        .check(HOUSE);
  }

  /// Tests' set-up and Python's `setattr` are no setters.
  @Test
  void nothingHasSetters() {
    noMethods()
        .that()
        .haveRawReturnType(void.class)
        .should()
        .haveNameMatching("set(?!Up$|Attribute$)[A-Z].*")
        .because("a changed value is another value")
        .check(HOUSE);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        HOUSE.stream()
            .map(type -> type.getPackage())
            .distinct()
            .filter(place -> !place.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .sorted()
            .toList();
    assertThat(unmarked).as("packages whose package-info.java lacks @NullMarked").isEmpty();
  }
}
