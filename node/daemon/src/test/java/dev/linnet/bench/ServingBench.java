package dev.linnet.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestModel;
import dev.linnet.testmesh.QuietLogs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What serving costs: {@code ServingBench ROOT [--quick]}. Inference over gRPC against ONNX Runtime
 * called directly in this very process, answers while versions are swapped against answers while
 * none is, and how soon the version before answers again.
 */
public final class ServingBench {
  private static final int MIB_IN_FLOATS = 1 << 18;
  private static final double SLOW_MODEL_MILLIS = 5;

  private final Path root;
  private final Path directory;
  private final boolean quick;
  private final int rounds;
  private final @Nullable Path into;
  private final List<Series> all = new ArrayList<>();

  private ServingBench(Path root, boolean quick, @Nullable Path into) throws IOException {
    this.root = root;
    this.directory = Files.createTempDirectory("linnet-bench-serving");
    this.quick = quick;
    this.into = into;
    this.rounds = quick ? 3 : 10;
  }

  /** Measures, prints and writes {@code target/bench/serving.json}. */
  public static void main(String[] args) throws Exception {
    QuietLogs.set();
    BenchOptions options = BenchOptions.parse("serving", "docs/benchmarks", args);
    Path into = options.into() == null ? null : options.into().resolve("serving.md");
    ServingBench bench = new ServingBench(options.root(), options.quick(), into);
    try {
      bench.run();
    } finally {
      delete(bench.directory);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    int usual = ServingConfig.usuallyRunning();
    try (ServedOverGrpc served = new ServedOverGrpc(usual)) {
      TestModel identity = TestModel.identity(directory, TestModel.FLOAT);
      served.serve(identity, null);
      try (DirectModel direct = new DirectModel(identity)) {
        Overhead overhead = new Overhead(served, direct, identity, rounds, quick ? 1_000 : 5_000);
        overhead.measure("64 B", 1, 16);
        overhead.measure("64 B", 8, 16);
        overhead.measure("1 MiB", 1, MIB_IN_FLOATS);
        overhead.measure("1 MiB", 8, MIB_IN_FLOATS);
        all.addAll(overhead.series());
      }
      throughput(served, usual);
      try (ServedOverGrpc more = new ServedOverGrpc(Throughput.CLIENTS)) {
        throughput(more, Throughput.CLIENTS);
      }
      Swaps swaps = new Swaps(served, directory);
      all.addAll(swaps.measure(rounds, quick ? 30 : 100));
      all.addAll(swaps.fallback(quick ? 10 : 100));
    }
    if (!quick) {
      all.addAll(new WayBack(directory, rounds / 2).measure());
    }
    print();
  }

  private void throughput(ServedOverGrpc served, int running) throws Exception {
    List<SlowModel> slowModels =
        List.of(
            SlowModel.ofRow(directory, SLOW_MODEL_MILLIS),
            SlowModel.ofMatrix(directory, SLOW_MODEL_MILLIS));
    for (SlowModel slow : slowModels) {
      served.serve(slow.model(), null);
      try (DirectModel direct = new DirectModel(slow.model())) {
        all.addAll(new Throughput(served, running, direct, rounds).measure(slow));
      }
    }
  }

  private void print() throws IOException {
    String machine =
        "%d processors, Java %s, %s %s, %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    String command = "scripts/bench serving" + (quick ? " --quick" : "");
    System.out.println(machine);
    System.out.println(command + "; median and range of " + rounds + " rounds\n");
    System.out.println(Series.header());
    all.forEach(series -> System.out.println(series.row()));
    JsonArray json = new JsonArray();
    all.forEach(series -> json.add(series.json()));
    Path file = root.resolve("target/bench/serving.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
    if (into != null) {
      Tables.write(into, "serving", Series.table(command, machine, all));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
