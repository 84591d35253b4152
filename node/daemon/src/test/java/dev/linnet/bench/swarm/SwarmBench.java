package dev.linnet.bench.swarm;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.testmesh.QuietLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How models move, beside other programs: {@code SwarmBench ROOT [--quick] [PART...] [PROGRAM...]}.
 * Prints a table and writes {@code target/bench/swarm.json}.
 */
public final class SwarmBench {
  private static final List<String> PARTS = List.of("few", "many", "update");
  private static final List<String> PROGRAMS = List.of("linnet", "aria2", "libtorrent", "nginx");

  private SwarmBench() {}

  /** Runs the parts that are named, or all. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    List<String> parts = new ArrayList<>(List.of(args).subList(1, args.length));
    boolean quick = parts.remove("--quick");
    List<String> programs = new ArrayList<>(parts);
    programs.retainAll(PROGRAMS);
    parts.removeAll(programs);
    if (!PARTS.containsAll(parts)) {
      System.err.println(
          "usage: scripts/bench swarm [--quick] [few] [many] [update] [linnet] [aria2] [libtorrent]"
              + " [nginx]");
      System.exit(2);
    }
    List<String> who = programs.isEmpty() ? PROGRAMS : programs;
    if (parts.isEmpty()) {
      parts.addAll(quick ? List.of("few") : PARTS);
    }
    Path root = Path.of(args[0]).toAbsolutePath();
    Path directory = root.resolve("target/bench/swarm");
    List<Figures> all = new ArrayList<>();
    if (parts.contains("few")) {
      all.addAll(new Race(root, directory, 4, 8, quick ? 1 : 5, who).run());
    }
    if (parts.contains("many")) {
      all.addAll(new Race(root, directory, 16, 64, quick ? 1 : 3, who).run());
    }
    if (parts.contains("update")) {
      all.addAll(new Update(root, directory, who).run());
    }
    print(all);
    write(all, root.resolve("target/bench/swarm.json"));
    System.exit(0);
  }

  private static void print(List<Figures> all) {
    System.out.printf(
        "%d processors, Java %s, %s %s, links of 20 Mbit/s each way%n%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    System.out.print(Figures.header());
    all.forEach(figures -> System.out.print(figures.row()));
  }

  private static void write(List<Figures> all, Path file) throws IOException {
    JsonArray json = new JsonArray();
    all.forEach(figures -> json.add(figures.json()));
    Files.createDirectories(file.getParent());
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
  }
}
