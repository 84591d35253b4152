package dev.linnet.simulator.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.simulator.study.NodeCost;
import dev.linnet.simulator.study.Plot;
import dev.linnet.simulator.study.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events per second of one processor, beside ns-3 and PeerSim on the same model: {@code
 * SimulatorBench ROOT [--quick] [--peersim CLASSPATH] [--into DIR]}. Each figure is of a process of
 * its own, and the engines take turns.
 */
public final class SimulatorBench {
  /** The delay is from 10 to 100 units; a unit is one tick, or as many. */
  private static final long FINE_TICKS = 1_000_000;

  private static final double SECONDS = 1;

  private final Path root;
  private final boolean quick;
  private final int rounds;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final JsonArray json = new JsonArray();

  private SimulatorBench(Path root, boolean quick) {
    this.root = root;
    this.quick = quick;
    this.rounds = quick ? 1 : 5;
  }

  /** Measures, prints and writes {@code target/bench/simulator.json}. */
  public static void main(String[] args) throws Exception {
    List<String> options = new ArrayList<>(List.of(args).subList(1, args.length));
    boolean quick = options.remove("--quick");
    String peersim = option(options, "--peersim");
    String into = option(options, "--into");
    if (!options.isEmpty()) {
      System.err.println(
          "usage: scripts/bench simulator [--quick] [--peersim CLASSPATH] [--into docs/benchmarks]");
      System.exit(2);
    }
    Path scratch = Files.createTempDirectory("linnet-bench-simulator");
    SimulatorBench bench = new SimulatorBench(Path.of(args[0]).toAbsolutePath(), quick);
    boolean failed = false;
    try {
      bench.run(Contenders.of(bench.root, scratch, peersim), into == null ? null : Path.of(into));
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      failed = true;
    } finally {
      try (Stream<Path> files = Files.walk(scratch)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }

  private static @Nullable String option(List<String> options, String name) {
    int at = options.indexOf(name);
    if (at < 0 || at + 1 == options.size()) {
      return null;
    }
    options.remove(at);
    return options.remove(at);
  }

  private void run(List<Contender> contenders, @Nullable Path into)
      throws IOException, InterruptedException {
    lines.add(
        "`scripts/bench simulator%s`: %d processors, Java %s, %s %s"
            .formatted(
                quick ? " --quick" : "",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
    lines.add("");
    lines.addAll(Row.HEAD);
    lines.forEach(System.out::println);
    List<Integer> sizes =
        quick ? List.of(1_000, 10_000) : List.of(1_000, 10_000, 100_000, 1_000_000);
    for (long ticksPerUnit : quick ? new long[] {FINE_TICKS} : new long[] {FINE_TICKS, 1}) {
      for (int nodes : sizes) {
        measure(contenders, nodes, ticksPerUnit);
      }
    }
    for (int nodes : quick ? List.of(10) : List.of(10, 100)) {
      say(NodeCost.sentence(nodes, rounds));
    }
    List<String> rollouts = rollouts();
    Path file = root.resolve("target/bench/simulator.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
    if (into != null) {
      Report.table(into.resolve("simulator.md"), "simulator", lines);
      Report.table(into.resolve("simulator.md"), "rollout", rollouts);
      plot(contenders, sizes).write(into.resolve("simulator.svg"));
    }
  }

  /** Whole rollouts on the engine, one run of each size. */
  private List<String> rollouts() throws IOException, InterruptedException {
    List<String> table = new ArrayList<>(RolloutCost.HEAD);
    table.forEach(System.out::println);
    int[][] sizes =
        quick
            ? new int[][] {{10_000, 10}}
            : new int[][] {{10_000, 10}, {100_000, 100}, {1_000_000, 1_000}};
    for (int[] size : sizes) {
      String row = Contenders.rollout(size[0], size[1]);
      System.out.println(row);
      table.add(row);
    }
    return table;
  }

  private void say(String line) {
    System.out.println(line);
    lines.add(line);
  }

  /** The engines take turns, round after round. */
  private void measure(List<Contender> contenders, int nodes, long ticksPerUnit)
      throws IOException, InterruptedException {
    String delay =
        ticksPerUnit == 1
            ? "10 to 100 ticks"
            : String.format(
                Locale.ROOT, "%.0e to %.0e ticks", 10.0 * ticksPerUnit, 100.0 * ticksPerUnit);
    List<Row> here = contenders.stream().map(one -> new Row(nodes, delay, one.name())).toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < here.size(); i++) {
        here.get(i).add(contenders.get(i).measure(nodes, ticksPerUnit, SECONDS));
      }
    }
    Row ours = here.get(0);
    for (Row row : here) {
      say(row.line(ours));
      json.add(row.json(ours));
    }
    if (ticksPerUnit == FINE_TICKS) {
      rows.addAll(here);
    }
  }

  private Plot plot(List<Contender> contenders, List<Integer> sizes) {
    Plot plot =
        new Plot("Infect-and-die push: events per second of one processor", "nodes", "events/s")
            .logarithmicX()
            .logarithmicY();
    for (Contender contender : contenders) {
      plot.measured(
          contender.name(),
          sizes.stream().map(Integer::doubleValue).toList(),
          rows.stream()
              .filter(row -> row.engine().equals(contender.name()))
              .map(Row::median)
              .toList());
    }
    return plot;
  }
}
