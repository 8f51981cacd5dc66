/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Holds the rules of {@code docs/ARCHITECTURE.md}: who may depend on whom, and what may show. */
@AnalyzeClasses(packages = "ai.synadb", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String IO = "ai.synadb.internal.io..";
  private static final String FORMAT = "ai.synadb.internal.format..";
  private static final String LOG = "ai.synadb.internal.log..";
  private static final String ORIGINAL = "ai.synadb.internal.original..";
  private static final String SIMD = "ai.synadb.internal.simd..";
  private static final String INTERNAL = "ai.synadb.internal..";

  /** Packages of algorithms that see vectors and postings, never files. */
  private static final String[] ALGORITHMS = {
    "ai.synadb.internal.hnsw..",
    "ai.synadb.internal.gwi..",
    "ai.synadb.internal.cascade..",
    "ai.synadb.internal.codes..",
    "ai.synadb.internal.postings..",
  };

  /** Public packages written against the public API. */
  private static final String[] COMPONENTS = {
    "ai.synadb.vector..",
    "ai.synadb.sparse..",
    "ai.synadb.tensor..",
    "ai.synadb.registry..",
    "ai.synadb.experiment..",
  };

  @ArchTest
  static final ArchRule ioKnowsNoOtherInternalPackage =
      noClasses()
          .that()
          .resideInAPackage(IO)
          .should()
          .dependOnClassesThat(resideInAPackage(INTERNAL).and(not(resideInAPackage(IO))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule formatKnowsOnlyIo =
      noClasses()
          .that()
          .resideInAPackage(FORMAT)
          .should()
          .dependOnClassesThat(resideInAPackage(INTERNAL).and(not(resideInAnyPackage(IO, FORMAT))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule logKnowsOnlyFormatAndIo =
      noClasses()
          .that()
          .resideInAPackage(LOG)
          .should()
          .dependOnClassesThat(
              resideInAPackage(INTERNAL).and(not(resideInAnyPackage(IO, FORMAT, LOG))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule originalKnowsOnlyWhatReadsAndWritesFiles =
      noClasses()
          .that()
          .resideInAPackage(ORIGINAL)
          .should()
          .dependOnClassesThat(
              resideInAPackage(INTERNAL).and(not(resideInAnyPackage(IO, FORMAT, LOG, ORIGINAL))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule internalsUseOnlyTheVocabularyOfThePublicApi =
      noClasses()
          .that()
          .resideInAPackage(INTERNAL)
          .should()
          .dependOnClassesThat(
              named("ai.synadb.SynaDB", "ai.synadb.Snapshot", "ai.synadb.WriteBatch")
                  .or(resideInAnyPackage(COMPONENTS)))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule algorithmsAreBlindToFiles =
      noClasses()
          .that()
          .resideInAnyPackage(ALGORITHMS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(IO, LOG, "java.nio.file..", "java.nio.channels..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyIoTouchesChannelsMappingsAndLocks =
      noClasses()
          .that()
          .resideOutsideOfPackage(IO)
          .should()
          .dependOnClassesThat(
              named(
                  "java.io.FileInputStream",
                  "java.io.FileOutputStream",
                  "java.io.RandomAccessFile",
                  "java.nio.channels.AsynchronousFileChannel",
                  "java.nio.channels.FileChannel",
                  "java.nio.channels.FileLock"))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlySimdNamesTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackage(SIMD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noPublicSignatureShowsAnInternalType =
      classes()
          .that()
          .resideInAPackage("ai.synadb..")
          .and()
          .resideOutsideOfPackage(INTERNAL)
          .and(are(modifier(JavaModifier.PUBLIC)))
          .should(showNoInternalType())
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule internalPackagesHaveNoCycles =
      slices()
          .matching("ai.synadb.internal.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        "are " + String.join(", ", names) + " or nested in them",
        type ->
            wanted.stream()
                .anyMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  private static ArchCondition<JavaClass> showNoInternalType() {
    return new ArchCondition<>("show no internal type") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream())
            .filter(resideInAPackage(INTERNAL))
            .forEach(shown -> report(events, type.getDescription(), shown));
        type.getMembers().stream()
            .filter(ArchitectureTest::isVisible)
            .forEach(
                member ->
                    shownBy(member).stream()
                        .filter(resideInAPackage(INTERNAL))
                        .forEach(shown -> report(events, member.getDescription(), shown)));
      }

      private void report(ConditionEvents events, String where, JavaClass shown) {
        events.add(SimpleConditionEvent.violated(shown, where + " shows " + shown.getName()));
      }
    };
  }

  private static boolean isVisible(JavaMember member) {
    return !member.getModifiers().contains(JavaModifier.SYNTHETIC)
        && (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static Set<JavaClass> shownBy(JavaMember member) {
    Set<JavaClass> shown = new HashSet<>();
    if (member instanceof JavaField field) {
      addAll(shown, Set.of(field.getType()));
    }
    if (member instanceof JavaCodeUnit code) {
      addAll(shown, Set.of(code.getReturnType()));
      addAll(shown, code.getParameterTypes());
      shown.addAll(code.getExceptionTypes());
    }
    return shown;
  }

  private static void addAll(Set<JavaClass> shown, Collection<? extends JavaType> types) {
    types.forEach(type -> shown.addAll(type.getAllInvolvedRawTypes()));
  }
}
