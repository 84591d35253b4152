package dev.linnet.simulator.sweep;

import dev.linnet.documents.DocumentException;
import dev.linnet.simulator.result.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs a study into a directory, and goes on with what an earlier call left there. Each run is in
 * the journal as soon as an {@link Engine} hands it back, so that no more is lost than what was
 * under way.
 */
public final class StudyRun {
  private static final String DIGEST = "studyDigest";

  /**
   * What came of a call.
   *
   * @param isComplete whether all runs of the study are there
   * @param isSound whether none of them broke an invariant or ended by an exception
   * @param warnings what a person must be told of how runs ended, a line each
   */
  public record Outcome(boolean isComplete, boolean isSound, List<String> warnings) {
    public Outcome {
      warnings = List.copyOf(warnings);
    }
  }

  private StudyRun() {}

  /**
   * Runs what is missing.
   *
   * @param shard from 0 on: this one takes each {@code shards}-th point
   * @param told is called after each run
   */
  public static Outcome run(
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
    requireSame(directory, study, source, "give another --out");
    manifest(study, source).write(directory, false);
    source.text().copyTo(directory);
    Journal journal = new Journal(directory);
    journal.all().forEach(any -> told.run());
    Tasks tasks = new Tasks(study, journal);
    List<PointTask> left = new ArrayList<>();
    for (Study.Point point : study.points()) {
      if (point.index() % shards == shard) {
        left.addAll(tasks.of(point.index()));
      }
    }
    boolean complete = false;
    try {
      complete =
          engine.run(
              new Engine.Work(study, source, left),
              line -> {
                journal.add(line);
                told.run();
              },
              stop);
    } finally {
      finish(directory, study, source, journal, complete);
    }
    return outcome(study, journal, complete);
  }

  /** Puts what several shards did together. */
  public static Outcome merge(Study study, StudySource source, List<Path> from, Path into)
      throws IOException {
    Files.createDirectories(into);
    requireSame(into, study, source, "give another --out");
    Journal all = new Journal(into);
    for (Path directory : from) {
      if (!Files.exists(directory.resolve("manifest.json"))) {
        throw new DocumentException(directory + ": holds no results of a study");
      }
      requireSame(directory, study, source, "run that shard again");
      all.addAll(new Journal(directory));
    }
    source.text().copyTo(into);
    boolean complete =
        study.points().stream().allMatch(point -> PointTask.isDone(study, all.of(point.index())));
    finish(into, study, source, all, complete);
    return outcome(study, all, complete);
  }

  private static Outcome outcome(Study study, Journal journal, boolean complete) {
    return new Outcome(
        complete,
        journal.all().stream().allMatch(Journal.Done::counts),
        new Ends(study).warnings(journal.all()));
  }

  private static void finish(
      Path directory, Study study, StudySource source, Journal journal, boolean complete)
      throws IOException {
    journal.write();
    Tables.write(directory, study, journal.all());
    new StudyReport(study, journal.all()).write(directory, complete);
    manifest(study, source).write(directory, complete);
  }

  private static void requireSame(Path directory, Study study, StudySource source, String otherwise)
      throws IOException {
    Optional<String> difference = manifest(study, source).differenceTo(directory);
    if (difference.isPresent()) {
      throw new DocumentException(directory + ": " + difference.get() + "; " + otherwise);
    }
  }

  private static ManifestFile manifest(Study study, StudySource source) {
    return new ManifestFile(study.name(), DIGEST, source.text(), study.seed())
        .with("points", study.points().size());
  }
}
