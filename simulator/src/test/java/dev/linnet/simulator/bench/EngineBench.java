package dev.linnet.simulator.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.simulator.engine.EngineBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * The queue of events beside Java's own, and the whole way of an event: {@code EngineBench ROOT
 * [--quick]}.
 */
public final class EngineBench {
  private static final String PEER = "priorityQueue";

  private EngineBench() {}

  /** Measures, prints and writes {@code target/bench/engine.json}. */
  public static void main(String[] args) throws IOException, RunnerException {
    boolean quick = args.length == 2 && args[1].equals("--quick");
    if (args.length < 1 || args.length > 2 || args.length == 2 && !quick) {
      System.err.println("usage: scripts/bench engine [--quick]");
      System.exit(2);
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EngineBenchmark.class.getName())
                    .forks(quick ? 1 : 5)
                    .warmupIterations(quick ? 2 : 3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .jvmArgs("-Xmx1g", "-XX:+UseSerialGC")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    System.out.printf(
        Locale.ROOT,
        "`scripts/bench engine%s`: %d processors, Java %s, %s %s%n%n",
        quick ? " --quick" : "",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    System.out.println("| waiting | what | M events/s | range | n | to PriorityQueue |");
    System.out.println("|---|---|---|---|---|---|");
    JsonArray json = new JsonArray();
    Map<String, Statistics> peers = new LinkedHashMap<>();
    for (RunResult result : results) {
      if (name(result).equals(PEER)) {
        peers.put(waiting(result), events(result));
      }
    }
    for (RunResult result : results) {
      json.add(row(result, peers.getOrDefault(waiting(result), events(result))));
    }
    Path file = Path.of(args[0]).resolve("target/bench/engine.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.println("\nwritten to " + file);
  }

  /** One event an operation, unless the benchmark counts them itself. */
  private static Statistics events(RunResult result) {
    Result<?> counted = result.getSecondaryResults().get("events");
    return (counted == null ? result.getPrimaryResult() : counted).getStatistics();
  }

  private static String name(RunResult result) {
    return result.getPrimaryResult().getLabel();
  }

  private static String waiting(RunResult result) {
    return result.getParams().getParam("waiting");
  }

  private static JsonObject row(RunResult result, Statistics peer) {
    Statistics own = events(result);
    boolean isPeer = name(result).equals(PEER);
    double ratio = own.getPercentile(50) / peer.getPercentile(50);
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.2f | %.2f to %.2f | %d | %s |%n",
        waiting(result),
        name(result),
        own.getPercentile(50) / 1e6,
        own.getMin() / 1e6,
        own.getMax() / 1e6,
        own.getN(),
        isPeer ? "" : String.format(Locale.ROOT, "%.1f", ratio));
    JsonObject json = new JsonObject();
    json.addProperty("what", name(result) + ", " + waiting(result) + " waiting");
    json.addProperty("value", Math.round(own.getPercentile(50)));
    json.addProperty("unit", "events/s");
    json.addProperty("n", own.getN());
    json.addProperty("min", Math.round(own.getMin()));
    json.addProperty("max", Math.round(own.getMax()));
    if (!isPeer) {
      json.addProperty("peer", Math.round(peer.getPercentile(50)));
      json.addProperty("ratio", Math.round(100 * ratio) / 100.0);
    }
    return json;
  }
}
