package dev.linnet.demo;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.bench.Tables;
import dev.linnet.testmesh.LinnetCommand;
import dev.linnet.testmesh.QuietLogs;
import dev.linnet.testmesh.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The demo's second rollout, rehearsed on a twin of the demo's own mesh, and then carried out:
 * {@code RehearsalBench ROOT [--quick] [--into DIRECTORY]}. Each round is a mesh of its own; what
 * is predicted is written down before the plan is announced.
 */
public final class RehearsalBench {
  private static final int ROUNDS = 5;
  private static final String VERSION = "2";

  private final Path root;
  private final Path directory;
  private final Forecast forecast = new Forecast();

  private RehearsalBench(Path root) {
    this.root = root;
    this.directory = root.resolve("target/bench/rehearsal");
  }

  /** Measures, prints and writes {@code target/bench/rehearsal.json}. */
  public static void main(String[] args) throws IOException {
    QuietLogs.set();
    List<String> options = new ArrayList<>(Arrays.asList(args));
    Path root = Path.of(options.remove(0)).toAbsolutePath();
    boolean quick = options.remove("--quick");
    boolean into = options.remove("--into");
    if (options.size() != (into ? 1 : 0)) {
      System.err.println("usage: scripts/bench rehearsal [--quick] [--into docs/benchmarks]");
      System.exit(2);
    }
    new RehearsalBench(root)
        .run(quick ? 1 : ROUNDS, into ? Path.of(options.get(0)).resolve("rehearsal.md") : null);
    System.exit(0);
  }

  private void run(int rounds, @Nullable Path document) throws IOException {
    for (int round = 1; round <= rounds; round++) {
      Path home = Demo.empty(directory.resolve("round-" + round));
      try (Stage stage = new Stage(home)) {
        Thread ending = new Thread(stage::close, "end of the stage");
        Runtime.getRuntime().addShutdownHook(ending);
        round(stage, home, round + " of " + rounds);
        Runtime.getRuntime().removeShutdownHook(ending);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "`scripts/bench rehearsal`: %d processors, Java %s, %s %s; %d rounds"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                rounds));
    lines.add("");
    lines.addAll(forecast.table());
    lines.forEach(System.out::println);
    Path file = directory.resolveSibling("rehearsal.json");
    Files.writeString(
        file, new GsonBuilder().setPrettyPrinting().create().toJson(forecast.json()) + "\n");
    System.out.println("\nwritten to " + file);
    if (document != null) {
      Tables.write(document, "rehearsal", lines);
      System.out.println("written into " + document);
    }
  }

  private void round(Stage stage, Path home, String which) throws IOException {
    Terminal terminal = new Terminal(System.out);
    terminal.chapter("Round " + which);
    Path plans = Files.createDirectories(home.resolve("plans"));
    Operator operator = new Operator(terminal, stage.mesh().operatorKey(), home);
    try (Lookout lookout = new Lookout(stage.mesh(), terminal)) {
      Story story =
          new Story(stage, plans, terminal, operator, lookout, new Expectations(terminal));
      story.meshComesUp();
      story.firstVersionReachesAll();
      TestNode door = stage.mesh().node("asia-1");
      operator.pushManifest(door, stage.model(VERSION), VERSION, stage.origin().url(VERSION));
      Path twin = home.resolve("twin.yaml");
      LinnetCommand.must("mesh", "export", "--out", twin.toString(), "--api", door.api());
      JsonObject predicted = rehearse(twin, Plans.regionByRegion(plans, VERSION));
      terminal.event("the rehearsal is written down, and the plan is announced");
      story.secondVersionOutlivesItsOrigin();
      forecast.add(predicted, Course.of(stage.mesh(), story.rollouts().get(1).id()));
    }
  }

  /** As a person does it. */
  private JsonObject rehearse(Path twin, Path plan) throws IOException {
    Process process =
        new ProcessBuilder(
                root.resolve("scripts/linnet-sim").toString(),
                "rehearse",
                twin.toString(),
                plan.toString(),
                "-o",
                "json")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("linnet-sim rehearse exited with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while rehearsing", e);
    }
    return JsonParser.parseString(said)
        .getAsJsonObject()
        .getAsJsonArray("plans")
        .get(0)
        .getAsJsonObject()
        .getAsJsonObject("questions")
        .getAsJsonObject("healthy");
  }
}
