package dev.linnet.daemon.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

@AnalyzeClasses(packages = "dev.linnet", importOptions = DoNotIncludeTests.class)
final class NoJavaSerializationTest {
  @ArchTest
  static final ArchRule NOTHING_IS_READ_OR_WRITTEN_BY_JAVA_SERIALIZATION =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectOutputStream.class)
          .because("bytes from the network must not choose which classes are built");

  @ArchTest
  static final ArchRule SCALECUBE_AND_REACTOR_STAY_INSIDE_THE_TRANSPORT =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.linnet.daemon.transport")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.scalecube..", "reactor..")
          .because("membership is an edge: the rest knows peers that are up or down");
}
