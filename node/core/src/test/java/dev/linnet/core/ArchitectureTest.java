package dev.linnet.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;

/**
 * The core takes events and gives effects; it can reach no clock, chance, thread, socket or file.
 */
@AnalyzeClasses(packages = "dev.linnet.core", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage(
              "dev.linnet.core..",
              "java.lang",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.math",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "java.util.random",
              "java.util.regex",
              "java.time",
              "java.nio",
              "java.nio.charset",
              "java.security",
              "com.google.gson..",
              "org.bouncycastle.crypto..",
              "org.jspecify.annotations")
          .or(type(StringReader.class))
          .or(type(ByteArrayOutputStream.class))
          .or(type(java.io.Reader.class))
          .or(type(java.io.Serializable.class))
          .or(JavaClass.Predicates.assignableTo(Object[].class))
          .or(DescribedPredicate.describe("primitive", JavaClass::isPrimitive))
          .or(DescribedPredicate.describe("array", JavaClass::isArray));

  @ArchTest
  static final ArchRule CORE_KNOWS_NOTHING_WITH_IO =
      classes().should().onlyDependOnClassesThat(PURE);

  @ArchTest
  static final ArchRule CORE_READS_NO_CLOCK_AND_DRAWS_NO_CHANCE =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat(type(java.time.Clock.class))
          .orShould()
          .dependOnClassesThat(type(java.util.Random.class))
          .orShould()
          .dependOnClassesThat(type(Thread.class));

  @ArchTest
  static final ArchRule MESH_AND_TRUST_KNOW_NOTHING_OF_ROLLOUTS =
      noClasses()
          .that(resideInAnyPackage("dev.linnet.core.mesh", "dev.linnet.core.trust"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.linnet.core.rollout", "dev.linnet.core.replica", "dev.linnet.core.gossip"));

  @ArchTest
  static final ArchRule ROLLOUT_KNOWS_NOTHING_OF_HOW_FACTS_TRAVEL =
      noClasses()
          .that(resideInAnyPackage("dev.linnet.core.rollout"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.linnet.core.replica", "dev.linnet.core.gossip", "dev.linnet.core.swarm"));
}
