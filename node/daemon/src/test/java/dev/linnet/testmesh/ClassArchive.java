package dev.linnet.testmesh;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive of the library classes that a daemon loads, for the many processes of a build: with it
 * a start takes two thirds of the processor's time. Made once for each class path and Java, by a
 * node that starts and stops. Java maps classes of jars alone, and of a class path that begins as
 * the archive's did, hence {@link #classPath}; an archive that does not fit is passed over.
 */
final class ClassArchive {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> ENTRIES =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator));
  private static final Path HOME = besideClasses("class-archive");
  private static final Path ARCHIVE =
      HOME.resolve(
          "%s-%08x.jsa".formatted(System.getProperty("java.version"), classPath().hashCode()));

  private static boolean rehearsing;

  private ClassArchive() {}

  /** The class path of this process, its jars before its directories. */
  static String classPath() {
    return String.join(
        File.pathSeparator,
        Stream.concat(jars(), ENTRIES.stream().filter(entry -> !isJar(entry))).toList());
  }

  /** What a Java that gets {@link #classPath} is told to start faster. */
  static synchronized List<String> options() {
    if (rehearsing) {
      return List.of();
    }
    if (!Files.exists(ARCHIVE)) {
      rehearsing = true;
      try {
        make();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make " + ARCHIVE, e);
      } finally {
        rehearsing = false;
      }
    }
    return List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable", "-Xlog:all=error:stderr");
  }

  private static void make() throws IOException {
    Files.createDirectories(HOME);
    Path scratch = Files.createTempDirectory(HOME, "rehearsal");
    Path classes = scratch.resolve("classes");
    Path archive = scratch.resolve("archive");
    List<String> listing = new ArrayList<>(TestMesh.FRUGAL);
    listing.add("-XX:DumpLoadedClassList=" + classes);
    try (TestMesh mesh =
        TestMesh.in(scratch.resolve("mesh")).region("eu", 1).jvmOptions(listing).build()) {
      mesh.start(mesh.nodes(), PATIENCE);
    }
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:dump",
                "-XX:+UseSerialGC",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                String.join(File.pathSeparator, jars().toList()))
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("log").toFile())
            .start();
    Await.until("classes are archived", PATIENCE, () -> !dump.isAlive());
    if (dump.exitValue() != 0) {
      throw new AssertionError("no archive of classes; see " + scratch.resolve("log"));
    }
    Files.move(archive, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
    TestMesh.delete(scratch);
  }

  private static Path besideClasses(String name) {
    try {
      return Path.of(ClassArchive.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> jars() {
    return ENTRIES.stream().filter(ClassArchive::isJar);
  }

  private static boolean isJar(String entry) {
    return entry.endsWith(".jar");
  }
}
