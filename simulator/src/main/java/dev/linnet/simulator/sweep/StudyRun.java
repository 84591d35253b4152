package dev.linnet.simulator.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.result.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs a study into a directory, and goes on with what an earlier call left there. Each run is in
 * the journal as soon as an {@link Engine} hands it back, so that no more is lost than what was
 * under way.
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
      StudySource source,
      Path directory,
      int shard,
      int shards,
      Engine engine,
      Runnable told,
      BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(directory);
    requireSame(directory, source);
    manifest(study, source).write(directory, false);
    Files.writeString(directory.resolve("scenario.yaml"), source.text());
    Journal journal = new Journal(directory);
    List<PointTask> left = new ArrayList<>();
    for (Study.Point point : study.points()) {
      if (point.index() % shards == shard) {
        List<Journal.Done> runs = journal.of(point.index());
        runs.forEach(any -> told.run());
        if (!PointTask.isDone(study, runs)) {
          left.add(PointTask.of(point.index(), runs));
        }
      }
    }
    boolean complete =
        engine.run(
            new Engine.Work(study, source, left),
            line -> {
              journal.add(line);
              told.run();
            },
            stop);
    finish(directory, study, source, journal, complete);
    return complete;
  }

  /** Puts what several shards did together. */
  public static void merge(Study study, StudySource source, List<Path> from, Path into)
      throws IOException {
    Files.createDirectories(into);
    requireSame(into, source);
    Journal all = new Journal(into);
    for (Path directory : from) {
      requireSame(directory, source);
      all.addAll(new Journal(directory));
    }
    Files.writeString(into.resolve("scenario.yaml"), source.text());
    boolean complete =
        study.points().stream().allMatch(point -> PointTask.isDone(study, all.of(point.index())));
    finish(into, study, source, all, complete);
  }

  private static void finish(
      Path directory, Study study, StudySource source, Journal journal, boolean complete)
      throws IOException {
    journal.write();
    Tables.write(directory, journal.all(), study.confidence());
    new StudyReport(study, journal.all()).write(directory, complete);
    manifest(study, source).write(directory, complete);
  }

  private static void requireSame(Path directory, StudySource source) throws IOException {
    Path file = directory.resolve("manifest.json");
    if (Files.exists(file)) {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (!json.has(DIGEST)
          || !json.get(DIGEST).getAsString().equals(ManifestFile.digest(source.text()))) {
        throw new DocumentException(
            directory + ": holds the results of another document; give another --out");
      }
    }
  }

  private static ManifestFile manifest(Study study, StudySource source) {
    return new ManifestFile(study.name(), DIGEST, source.text(), study.seed())
        .with("points", study.points().size());
  }
}
