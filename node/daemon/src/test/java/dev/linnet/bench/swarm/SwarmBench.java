package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Machine;
import dev.linnet.testmesh.QuietLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How models move, beside other programs: {@code SwarmBench ROOT [--quick] [--into DIRECTORY]
 * [PART...] [PROGRAM...]}. Prints tables and writes {@code target/bench/swarm.json}.
 */
public final class SwarmBench {
  private static final List<String> PARTS =
      List.of("few", "many", "slower", "regions", "update", "one");
  private static final List<String> PROGRAMS =
      List.of("linnet", "aria2", "libtorrent", "nginx", "casync", "zstd", "xdelta3", "openssl");
  private static final String DIRECTORY = "target/bench/swarm";

  private final Path root;
  private final Path directory;
  private final boolean quick;
  private final Predicate<String> who;

  private SwarmBench(Path root, boolean quick, Predicate<String> who) {
    this.root = root;
    this.directory = root.resolve(DIRECTORY);
    this.quick = quick;
    this.who = who;
  }

  /** Runs the parts that are named, or all, with the programs that are named, or all. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
    String command = ("scripts/bench swarm " + String.join(" ", words)).strip();
    boolean quick = words.remove("--quick");
    Path into = into(words);
    List<String> programs = new ArrayList<>(words);
    programs.retainAll(PROGRAMS);
    words.removeAll(programs);
    if (!PARTS.containsAll(words)) {
      System.err.println(
          "usage: scripts/bench swarm [--quick] [--into docs/benchmarks] [PART...] [PROGRAM...]\n"
              + "parts: %s; programs: %s"
                  .formatted(String.join(" ", PARTS), String.join(" ", PROGRAMS)));
      System.exit(2);
    }
    List<String> parts = words.isEmpty() ? quick ? List.of("few") : PARTS : words;
    Path root = Path.of(args[0]).toAbsolutePath();
    try {
      SwarmBench bench =
          new SwarmBench(root, quick, programs.isEmpty() ? name -> true : programs::contains);
      String machine = Machine.describe();
      Report report = new Report(command, machine, bench.run(parts));
      report.print();
      report.write(root.resolve("target/bench/swarm.json"));
      if (into != null) {
        report.writeInto(into);
      }
      Scratch.delete(bench.directory);
    } catch (RuntimeException | AssertionError e) {
      Path logs = root.resolve(DIRECTORY);
      String where = Files.exists(logs) ? "; the logs are in " + logs : "";
      System.err.println("swarm: " + e.getMessage() + where);
      System.exit(1);
    }
    System.exit(0);
  }

  private static @Nullable Path into(List<String> words) {
    int at = words.indexOf("--into");
    if (at < 0 || at + 1 == words.size()) {
      return null;
    }
    words.remove(at);
    return Path.of(words.remove(at));
  }

  private List<Figures> run(List<String> parts) {
    Tools.require(parts.stream().flatMap(part -> programsOf(part).stream()).filter(who).toList());
    List<Figures> all = new ArrayList<>();
    for (String part : PARTS) {
      if (parts.contains(part)) {
        all.addAll(measure(part));
      }
    }
    return all;
  }

  private static List<String> programsOf(String part) {
    return switch (part) {
      case "few", "many" -> List.of("linnet", "aria2", "libtorrent", "nginx");
      case "slower" -> List.of("linnet", "aria2", "libtorrent");
      case "regions" -> List.of("linnet", "libtorrent");
      case "update" -> List.of("linnet", "casync", "zstd", "xdelta3");
      default -> List.of("linnet", "openssl");
    };
  }

  private List<Figures> measure(String part) {
    Predicate<String> running = who.and(programsOf(part)::contains);
    return switch (part) {
      case "few" -> new Race(Course.ofFew(), root, directory).run(quick ? 1 : 5, running);
      case "many" -> new Race(Course.ofMany(), root, directory).run(quick ? 1 : 3, running);
      case "slower" -> new Race(Course.ofSlower(), root, directory).run(quick ? 1 : 3, running);
      case "regions" -> new Race(Course.ofRegions(), root, directory).run(quick ? 1 : 3, running);
      case "update" -> new Update(root, directory, quick ? 16 : 64, running).run(quick ? 1 : 3);
      default -> new OneToOne(root, directory, quick ? 256 : 2048).run(quick ? 1 : 3);
    };
  }
}
