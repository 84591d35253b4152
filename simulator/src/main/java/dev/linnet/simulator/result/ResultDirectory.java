package dev.linnet.simulator.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.study.Plot;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one run. Whatever happens, the manifest says whether they are complete; all but the
 * manifest's machine are the same bytes for one scenario and seed.
 */
public final class ResultDirectory {
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Path directory;

  public ResultDirectory(Path directory) {
    this.directory = directory;
  }

  /** Runs a scenario into the directory, in the place of what an earlier run left there. */
  public RunResult run(Scenario scenario, String text, long seed, BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(directory.resolve("plots"));
    manifest(scenario, text, seed, null);
    Files.writeString(directory.resolve("scenario.yaml"), text);
    Path partial = directory.resolve("events.jsonl.partial");
    RunResult result;
    try (BufferedWriter events = Files.newBufferedWriter(partial)) {
      result =
          RunResult.of(
              scenario,
              seed,
              line -> {
                try {
                  events.write(line + "\n");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              stop);
    }
    Files.move(partial, directory.resolve("events.jsonl"), StandardCopyOption.REPLACE_EXISTING);
    tables(result);
    plots(result);
    Page.write(directory, scenario, result);
    manifest(scenario, text, seed, result);
    return result;
  }

  /** Without a result as long as there is none. */
  private void manifest(Scenario scenario, String text, long seed, @Nullable RunResult result)
      throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("apiVersion", "linnet/v1");
    json.addProperty("scenario", scenario.name());
    json.addProperty("scenarioDigest", Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
    json.addProperty("seed", seed);
    json.addProperty("random", "SplittableRandom");
    String version = ResultDirectory.class.getPackage().getImplementationVersion();
    json.addProperty("version", version == null ? "development" : version);
    json.addProperty("complete", result != null && result.ended().end() != ScenarioRun.End.STOPPED);
    if (result != null) {
      json.addProperty("end", result.ended().end().name());
      result
          .ended()
          .violation()
          .ifPresent(broken -> json.addProperty("violation", broken.toString()));
    }
    JsonObject machine = new JsonObject();
    machine.addProperty("java", Runtime.version().toString());
    machine.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.addProperty("processors", Runtime.getRuntime().availableProcessors());
    json.add("machine", machine);
    Path file = directory.resolve("manifest.json");
    Path next = directory.resolve("manifest.json.partial");
    Files.writeString(next, JSON.toJson(json) + "\n");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void tables(RunResult result) throws IOException {
    List<String> names = new ArrayList<>(List.of("seed"));
    List<String> values = new ArrayList<>(List.of("" + result.seed()));
    names.addAll(result.figures().keySet());
    values.addAll(result.figures().values());
    Files.writeString(
        directory.resolve("summary.csv"), Figures.line(names) + "\n" + Figures.line(values) + "\n");
    try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("series.csv"))) {
      out.write("seed,seconds,region,metric,value\n");
      for (RunResult.Sample sample : result.series()) {
        out.write(
            Figures.line(
                    List.of(
                        "" + result.seed(),
                        Figures.seconds(sample.atNanos()),
                        sample.region(),
                        sample.metric(),
                        "" + sample.value()))
                + "\n");
      }
    }
  }

  private void plots(RunResult result) {
    Plot convergence = new Plot("Nodes that serve a version", "seconds", "nodes").fromZero();
    sums(result, sample -> sample.metric().startsWith("serving:") ? sample.metric() : "")
        .forEach((name, line) -> line.draw(convergence, name.substring("serving:".length())));
    convergence.write(directory.resolve("plots/convergence.svg"));
    Plot traffic = new Plot("Bytes from other regions, by region", "seconds", "KB").fromZero();
    sums(result, sample -> sample.metric().equals("wide_bytes_in") ? sample.region() : "")
        .forEach((name, line) -> line.scaled(1e-3).draw(traffic, name));
    traffic.write(directory.resolve("plots/traffic.svg"));
    Plot timeline =
        new Plot("From the first node of a region to the last", "seconds", "rollout and region");
    int row = result.spans().size();
    for (RunResult.Span span : result.spans()) {
      double height = row--;
      timeline.measured(
          span.rollout() + " " + span.region(),
          List.of(span.fromNanos() / 1e9, span.toNanos() / 1e9),
          List.of(height, height));
    }
    timeline.write(directory.resolve("plots/timeline.svg"));
  }

  private static Map<String, Line> sums(
      RunResult result, java.util.function.Function<RunResult.Sample, String> name) {
    Map<String, Line> lines = new TreeMap<>();
    for (RunResult.Sample sample : result.series()) {
      String of = name.apply(sample);
      if (!of.isEmpty()) {
        lines.computeIfAbsent(of, any -> new Line(new TreeMap<>())).add(sample);
      }
    }
    return lines;
  }

  private record Line(TreeMap<Double, Double> points) {
    void add(RunResult.Sample sample) {
      points.merge(sample.atNanos() / 1e9, (double) sample.value(), Double::sum);
    }

    Line scaled(double by) {
      points.replaceAll((x, y) -> y * by);
      return this;
    }

    void draw(Plot plot, String name) {
      plot.plain(name, List.copyOf(points.keySet()), List.copyOf(points.values()));
    }
  }
}
