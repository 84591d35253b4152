package dev.linnet.simulator.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.result.ManifestFile;
import dev.linnet.simulator.result.RunResult;
import dev.linnet.simulator.scenario.ScenarioRun;
import dev.linnet.simulator.study.Parallel;
import dev.linnet.simulator.sweep.Journal.Done;
import dev.linnet.simulator.sweep.Journal.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Runs a study into a directory, and goes on with what an earlier call left there. The runs of a
 * point come one after the other, since whether there is a next one may depend on the last; points
 * run side by side.
 */
public final class StudyRun {
  private static final String DIGEST = "studyDigest";

  private StudyRun() {}

  /**
   * Runs what is missing.
   *
   * @param shard from 0 on: this one takes each {@code shards}-th point
   * @param told is called after each run
   * @return whether all of it is done
   */
  public static boolean run(
      Study study,
      String text,
      Path directory,
      int shard,
      int shards,
      int threads,
      Runnable told,
      BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(directory);
    requireSame(directory, text);
    manifest(study, text).write(directory, false);
    Files.writeString(directory.resolve("scenario.yaml"), text);
    Journal journal = new Journal(directory);
    List<Callable<Boolean>> points = new ArrayList<>();
    for (Study.Point point : study.points()) {
      if (point.index() % shards == shard) {
        points.add(() -> point(study, point, journal, told, stop));
      }
    }
    boolean complete = Parallel.all(points, threads).stream().allMatch(done -> done);
    finish(directory, study, text, journal, complete);
    return complete;
  }

  /** Puts what several shards did together. */
  public static void merge(Study study, String text, List<Path> from, Path into)
      throws IOException {
    Files.createDirectories(into);
    requireSame(into, text);
    Journal all = new Journal(into);
    for (Path directory : from) {
      requireSame(directory, text);
      all.addAll(new Journal(directory));
    }
    Files.writeString(into.resolve("scenario.yaml"), text);
    boolean complete = true;
    for (Study.Point point : study.points()) {
      complete &= isDone(study, runs(point.index(), all));
    }
    finish(into, study, text, all, complete);
  }

  private static boolean point(
      Study study, Study.Point point, Journal journal, Runnable told, BooleanSupplier stop)
      throws IOException {
    List<Done> runs = runs(point.index(), journal);
    runs.forEach(any -> told.run());
    while (!isDone(study, runs)) {
      long seed = study.seedOf(runs.size());
      RunResult result = RunResult.of(point.scenario(), seed, line -> {}, stop);
      if (result.ended().end() == ScenarioRun.End.STOPPED) {
        return false;
      }
      Done done = new Done(point.index(), runs.size(), seed, point.values(), result.figures());
      journal.add(done);
      runs.add(done);
      told.run();
    }
    return true;
  }

  private static List<Done> runs(int point, Journal journal) {
    List<Done> runs = new ArrayList<>();
    while (journal.has(new Key(point, runs.size()))) {
      runs.add(journal.get(new Key(point, runs.size())));
    }
    return runs;
  }

  private static boolean isDone(Study study, List<Done> runs) {
    if (runs.size() >= study.seeds()) {
      return true;
    }
    Study.Stop stop = study.stop();
    if (stop == null || runs.size() < stop.least()) {
      return false;
    }
    List<Double> values =
        runs.stream().flatMap(run -> Tables.number(run, stop.figure()).stream()).toList();
    return !values.isEmpty() && Interval.of(values, study.confidence()).isWithin(stop.within());
  }

  private static void finish(
      Path directory, Study study, String text, Journal journal, boolean complete)
      throws IOException {
    journal.write();
    Tables.write(directory, journal.all(), study.confidence());
    new StudyReport(study, journal.all()).write(directory, complete);
    manifest(study, text).write(directory, complete);
  }

  private static void requireSame(Path directory, String text) throws IOException {
    Path file = directory.resolve("manifest.json");
    if (Files.exists(file)) {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (!json.has(DIGEST) || !json.get(DIGEST).getAsString().equals(ManifestFile.digest(text))) {
        throw new DocumentException(
            directory + ": holds the results of another document; give another --out");
      }
    }
  }

  private static ManifestFile manifest(Study study, String text) {
    return new ManifestFile(study.name(), DIGEST, text, study.seed())
        .with("points", study.points().size());
  }
}
