package dev.linnet.simulator.result;

import dev.linnet.simulator.scenario.MeshScenario;
import dev.linnet.simulator.scenario.Scenario;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.scenario.WorkloadScenario;
import dev.linnet.simulator.study.Parallel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The files of some runs of one scenario. Whatever happens, the manifest says whether they are
 * complete; all but the manifest's machine are the same bytes for one scenario and seed, on any
 * number of threads.
 */
public final class ResultDirectory {
  private static final String EVENTS = "events.jsonl";
  private static final String PARTIAL = ".partial";

  private final Path directory;

  public ResultDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs a scenario into the directory, in the place of what was left there earlier. The first run
   * of a mesh alone has a log of its events.
   *
   * @param seed of the first run; each next one has the next
   * @return the runs that came to their end, and the first in any case
   */
  public List<RunResult> run(
      Scenario scenario, ScenarioText text, long seed, int runs, int threads, BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(directory);
    ManifestFile manifest =
        new ManifestFile(scenario.name(), "scenarioDigest", text, seed).with("runs", runs);
    manifest.write(directory, false);
    text.copyTo(directory);
    Path partial = directory.resolve(EVENTS + PARTIAL);
    List<RunResult> results = new ArrayList<>();
    try (BufferedWriter events = Files.newBufferedWriter(partial)) {
      List<Callable<RunResult>> all = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        long own = seed + i;
        Consumer<String> lines = i == 0 ? line -> write(events, line) : line -> {};
        all.add(() -> RunResult.of(scenario, own, lines, stop));
      }
      results.addAll(Parallel.all(all, Math.min(threads, runs)));
    }
    List<RunResult> ended = new ArrayList<>(results);
    ended.subList(1, runs).removeIf(ResultDirectory::isStopped);
    if (scenario instanceof MeshScenario mesh) {
      Files.move(partial, directory.resolve(EVENTS), StandardCopyOption.REPLACE_EXISTING);
      RunTables.ofMesh(directory, ended);
      RunReport.write(directory, mesh, ended);
    } else if (scenario instanceof WorkloadScenario workload) {
      for (String ofMeshAlone : List.of(EVENTS + PARTIAL, EVENTS, "timeline.csv")) {
        Files.deleteIfExists(directory.resolve(ofMeshAlone));
      }
      manifest.with("random", "SplitMix64");
      RunTables.ofWorkload(directory, ended);
      WorkloadReport.write(directory, workload, ended);
    }
    manifest.with("end", ended.get(0).ended().end().name());
    ended.stream()
        .flatMap(run -> run.ended().violation().stream())
        .findFirst()
        .ifPresent(broken -> manifest.with("violation", broken.toString()));
    manifest.write(directory, results.stream().noneMatch(ResultDirectory::isStopped));
    return ended;
  }

  private static boolean isStopped(RunResult run) {
    return run.ended().end() == ScenarioRun.End.STOPPED;
  }

  private static void write(BufferedWriter events, String line) {
    try {
      events.write(line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
