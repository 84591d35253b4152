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
 * Puts the mutants of scripts/lib/mutants into copies of the core's files, one at a time, and
 * expects {@code linnet-sim check} to catch each. A mutant is one class laid over the built ones.
 */
final class MutationCheck {
  private record Mutant(String name, String file, String find, String put) {}

  private MutationCheck() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]);
    String classPath = arguments[1];
    String seeds = arguments[2];
    String only = arguments.length > 3 ? arguments[3] : "";
    Path sources = root.resolve("node/core/src/main/java/dev/linnet/core");
    Path scratch = Files.createTempDirectory("linnet-mutation-check");
    int survivors = 0;
    say("| fault | caught by | seed | event | what was seen |");
    say("|---|---|---|---|---|");
    try {
      for (Mutant mutant : mutants(root.resolve("scripts/lib/mutants"))) {
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

  /** In place of an invariant: why there is none. */
  private static String not(String why, String detail) {
    return "**" + why + "** | | | " + detail;
  }

  private static List<Mutant> mutants(Path list) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    String name = "";
    String file = "";
    StringBuilder find = new StringBuilder();
    StringBuilder put = new StringBuilder();
    List<String> lines = new ArrayList<>(Files.readAllLines(list));
    lines.add("= ");
    for (String line : lines) {
      String rest = line.isEmpty() ? "" : line.substring(1);
      switch (line.isEmpty() ? '#' : line.charAt(0)) {
        case '=' -> {
          if (!name.isEmpty()) {
            mutants.add(new Mutant(name, file, find.toString(), put.toString()));
          }
          name = rest.strip();
          find.setLength(0);
          put.setLength(0);
        }
        case '@' -> file = rest.strip();
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
      return not("not applied", "its text is not there exactly once in " + mutant.file());
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
      return not("not applied", "it does not compile");
    }
    Process check =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                // Most runs are over before the best code would have been made.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator + classPath,
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
        ? not("survived", seeds + " seeds")
        : not("not run", said.lines().findFirst().orElse("no output"));
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
