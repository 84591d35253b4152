package dev.linnet.simulator.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * {@code spark-submit} with the jars that docs/simulating.md names, on a cluster of this machine: a
 * process as driver, master and workers, and two processes as executors.
 */
final class SparkSubmit implements AutoCloseable {
  private static final String MEMORY_MIB = "512";

  private final Process driver;
  private final Path home;
  private final Path log;
  private final Set<ProcessHandle> executors = new LinkedHashSet<>();

  /** Starts {@code linnet-sim} with these arguments. */
  SparkSubmit(Path directory, String... arguments) throws IOException {
    home = home(directory);
    log = directory.resolve("spark.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + MEMORY_MIB + "m", "-XX:+UseSerialGC"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local-cluster[2,1," + MEMORY_MIB + "]"));
    for (String setting :
        List.of(
            "spark.ui.enabled=false",
            "spark.executor.memory=" + MEMORY_MIB + "m",
            "spark.executor.extraJavaOptions=-XX:+UseSerialGC",
            "spark.driver.userClassPathFirst=true",
            "spark.executor.userClassPathFirst=true")) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of("--class", "dev.linnet.simulator.command.LinnetSim"));
    command.addAll(List.of("--jars", Path.of("target/jars").toAbsolutePath() + "/*.jar"));
    command.add(ownJar().toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                home.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_LOCAL_HOSTNAME",
                "localhost",
                "SPARK_LOCAL_DIRS",
                directory.toString(),
                "JAVA_HOME",
                System.getProperty("java.home")));
    driver = builder.start();
  }

  /**
   * As an unpacked Spark: its jars, without those that are ours to bring. Commons IO both need, and
   * Maven knows it as ours.
   */
  private static Path home(Path directory) throws IOException {
    Set<String> ours = new LinkedHashSet<>();
    try (Stream<Path> jars = Files.list(Path.of("target/jars"))) {
      jars.map(jar -> jar.getFileName().toString())
          .filter(name -> !name.startsWith("commons-io-"))
          .forEach(ours::add);
    }
    Path home = directory.resolve("spark-home");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (name.endsWith(".jar") && !ours.contains(name) && !Files.exists(jars.resolve(name))) {
        Files.createSymbolicLink(jars.resolve(name), Path.of(entry));
      }
    }
    return home;
  }

  private static Path ownJar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("linnet-simulator-spark-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The processes besides the driver's that there are now, and were. */
  Set<ProcessHandle> executors() {
    driver.descendants().forEach(executors::add);
    return executors;
  }

  /** As Ctrl-C and a batch system do. */
  void interrupt() {
    executors();
    driver.destroy();
  }

  /** Its exit code, once it is over. */
  int exitCode(long withinSeconds) throws InterruptedException {
    return driver.waitFor(withinSeconds, TimeUnit.SECONDS) ? driver.exitValue() : -1;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    executors().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
    try (Stream<Path> links = Files.list(home.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
