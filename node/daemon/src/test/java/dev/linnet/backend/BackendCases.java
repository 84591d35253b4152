package dev.linnet.backend;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code BackendCases DIR}: runs every case below a directory on both sides and lists the two pass
 * sets. Exits with 1 if they differ, 2 if there is no case.
 */
public final class BackendCases {
  /** Both sides of one case. */
  record Pair(Outcome linnet, Outcome direct) {
    boolean same() {
      return linnet.passed() == direct.passed();
    }
  }

  private BackendCases() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("usage: scripts/onnx-backend DIR, with DIR/CASE/model.onnx in it");
      System.exit(2);
    }
    Map<String, Pair> all = run(Path.of(arguments[0]), System.out);
    if (all.isEmpty()) {
      System.err.println("no model.onnx below " + arguments[0]);
      System.exit(2);
    }
    System.exit(summary(all, System.out) ? 0 : 1);
  }

  /** Runs all cases in the order of their names, and prints a line for each. */
  static Map<String, Pair> run(Path root, PrintStream out) throws IOException {
    List<Path> cases;
    try (Stream<Path> files = Files.walk(root)) {
      cases =
          files
              .filter(file -> file.endsWith("model.onnx"))
              .map(file -> root.relativize(file.getParent()))
              .sorted()
              .toList();
    }
    Map<String, Pair> outcomes = new TreeMap<>();
    DirectRuntime direct = new DirectRuntime();
    out.printf("%-8s %-8s %s%n", "linnet", "direct", "case");
    try (ThroughLinnet linnet = new ThroughLinnet()) {
      for (Path name : cases) {
        Path directory = root.resolve(name).toAbsolutePath().normalize();
        Pair pair = new Pair(linnet.run(directory), direct.run(directory));
        outcomes.put(name.toString(), pair);
        print(name.toString(), pair, out);
      }
    }
    return outcomes;
  }

  private static void print(String name, Pair pair, PrintStream out) {
    out.printf("%-8s %-8s %s%n", pair.linnet().mark(), pair.direct().mark(), name);
    for (String why : List.of(why("linnet", pair.linnet()), why("direct", pair.direct()))) {
      if (!why.isEmpty()) {
        out.println("                  " + why);
      }
    }
    out.flush();
  }

  private static String why(String side, Outcome outcome) {
    return outcome.passed() ? "" : side + ": " + outcome.why();
  }

  /** Whether both pass sets are the same. */
  static boolean summary(Map<String, Pair> all, PrintStream out) {
    long linnet = all.values().stream().filter(pair -> pair.linnet().passed()).count();
    long direct = all.values().stream().filter(pair -> pair.direct().passed()).count();
    List<String> differ =
        all.entrySet().stream().filter(e -> !e.getValue().same()).map(Map.Entry::getKey).toList();
    out.printf(
        "%n%d cases: Linnet passes %d, ONNX Runtime alone passes %d; %d differ%n",
        all.size(), linnet, direct, differ.size());
    differ.forEach(name -> out.println("  " + name));
    return differ.isEmpty();
  }
}
