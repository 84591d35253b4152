import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Puts the mutants of a list into copies of source files, one at a time, and expects each to be
 * caught: by the test that it names, or else by {@code linnet-sim check}. A mutant is one class laid
 * over the built ones.
 */
final class MutationCheck {
  private record Mutant(String name, String file, String test, String find, String put) {}

  private static final int SHOWN_CHARS = 120;

  private MutationCheck() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path sources = Path.of(arguments[0]);
    Path list = Path.of(arguments[1]);
    String classPath = arguments[2];
    String seeds = arguments[3];
    String only = arguments.length > 4 ? arguments[4] : "";
    Path scratch = Files.createTempDirectory("linnet-mutation-check");
    int survivors = 0;
    List<Mutant> mutants = mutants(list);
    boolean tested = !mutants.get(0).test().isEmpty();
    say(
        tested
            ? "| defence taken out | caught by | s | what was seen |"
            : "| fault | caught by | seed | event | what was seen |");
    say(tested ? "|---|---|---|---|" : "|---|---|---|---|---|");
    try {
      for (Mutant mutant : mutants) {
        if (mutant.name().contains(only)) {
          String caught = caught(mutant, sources, scratch, classPath, seeds);
          survivors += caught.startsWith("**") ? 1 : 0;
          say("| " + mutant.name() + " | " + caught + " |");
        }
      }
    } finally {
      delete(scratch);
    }
    System.exit(survivors == 0 ? 0 : 1);
  }

  private static void say(String row) {
    System.out.println(row);
    System.out.flush();
  }

  /** In place of an invariant or a test: why there is none. */
  private static String not(Mutant mutant, String why, String detail) {
    return "**" + why + "** | " + (mutant.test().isEmpty() ? "| " : "") + "| " + detail;
  }

  private static List<Mutant> mutants(Path list) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    String name = "";
    String file = "";
    String test = "";
    StringBuilder find = new StringBuilder();
    StringBuilder put = new StringBuilder();
    List<String> lines = new ArrayList<>(Files.readAllLines(list));
    lines.add("= ");
    for (String line : lines) {
      String rest = line.isEmpty() ? "" : line.substring(1);
      switch (line.isEmpty() ? '#' : line.charAt(0)) {
        case '=' -> {
          if (!name.isEmpty()) {
            mutants.add(new Mutant(name, file, test, find.toString(), put.toString()));
          }
          name = rest.strip();
          find.setLength(0);
          put.setLength(0);
        }
        case '@' -> file = rest.strip();
        case '!' -> test = rest.strip();
        case '-' -> find.append(rest).append('\n');
        case '+' -> put.append(rest).append('\n');
        default -> {}
      }
    }
    return mutants;
  }

  private static String caught(
      Mutant mutant, Path sources, Path scratch, String classPath, String seeds)
      throws IOException, InterruptedException {
    Path file = sources.resolve(mutant.file());
    String text = Files.readString(file);
    int at = text.indexOf(mutant.find());
    if (at < 0 || text.indexOf(mutant.find(), at + 1) >= 0) {
      return not(mutant, "not applied", "its text is not there once in " + mutant.file());
    }
    delete(scratch);
    Path copy = scratch.resolve("source").resolve(file.getFileName());
    Path classes = scratch.resolve("classes");
    Files.createDirectories(copy.getParent());
    Files.createDirectories(classes);
    Files.writeString(copy, text.replace(mutant.find(), mutant.put()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int compiled =
        compiler.run(
            null,
            null,
            null,
            "-nowarn",
            "-proc:none",
            "-Xlint:none",
            "-cp",
            classPath,
            "-d",
            classes.toString(),
            copy.toString());
    if (compiled != 0) {
      return not(mutant, "not applied", "it does not compile");
    }
    String overlaid = classes + File.pathSeparator + classPath;
    return mutant.test().isEmpty()
        ? caughtBySimulator(mutant, overlaid, seeds)
        : caughtByTest(mutant, overlaid, sources);
  }

  /** Runs the test where its files are, beside the sources of its module. */
  private static String caughtByTest(Mutant mutant, String classPath, Path sources)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path module = sources.resolve(mutant.file()).normalize();
    while (!module.endsWith("src")) {
      module = module.getParent();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "dev.linnet.testmesh.RunTests",
                mutant.test())
            .directory(module.getParent().toFile())
            .redirectErrorStream(true);
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process run = builder.start();
    String said = new String(run.getInputStream().readAllBytes());
    int exit = run.waitFor();
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    Matcher failed = Pattern.compile("(?m)^FAILED (\\S+) (.*)$").matcher(said);
    if (exit == 1 && failed.find()) {
      String seen = failed.group(2).replace("|", "\\|");
      return String.join(
          " | ",
          "`" + failed.group(1) + "`",
          String.valueOf(seconds),
          seen.length() > SHOWN_CHARS ? seen.substring(0, SHOWN_CHARS) + " …" : seen);
    }
    return exit == 0
        ? not(mutant, "survived", mutant.test())
        : not(mutant, "not run", said.lines().reduce((first, last) -> last).orElse("no output"));
  }

  private static String caughtBySimulator(Mutant mutant, String classPath, String seeds)
      throws IOException, InterruptedException {
    Process check =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                // Most runs are over before the best code would have been made.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.linnet.simulator.command.LinnetSim",
                "check",
                "--seeds",
                seeds,
                "--to-first",
                "--no-history")
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes());
    int exit = check.waitFor();
    Matcher broken =
        Pattern.compile("seed (\\d+): (\\S+) at \\S+, \\S+ s, event (\\d+): (.*)").matcher(said);
    if (broken.find()) {
      return String.join(" | ", broken.group(2), broken.group(1), broken.group(3), broken.group(4));
    }
    return exit == 0
        ? not(mutant, "survived", seeds + " seeds")
        : not(mutant, "not run", said.lines().findFirst().orElse("no output"));
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
