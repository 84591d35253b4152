package dev.linnet.daemon.trial;

import com.google.gson.Gson;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What the child is told, as one line of JSON on its standard input.
 *
 * @param samples the model's file, or that of the version which it is measured against: what it
 *     runs are the test data beside it
 */
record TrialTask(
    Purpose purpose,
    String samples,
    String directory,
    String modelPath,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    int opset,
    int irVersion,
    double relative,
    double absolute) {

  /** What is asked of the model. */
  enum Purpose {
    /** That it passes. */
    PASS,
    /** That it passes, and what it takes. */
    PASS_AND_MEASURE,
    /** What it takes, whatever it answers. */
    MEASURE
  }

  static TrialTask of(Manifest manifest, Path directory) {
    return of(Purpose.PASS, manifest, directory, modelFile(manifest, directory));
  }

  static TrialTask measured(Manifest manifest, Path directory) {
    return of(Purpose.PASS_AND_MEASURE, manifest, directory, modelFile(manifest, directory));
  }

  /** Measures the version before on the samples of the one on trial. */
  TrialTask against(VersionBefore before) {
    return of(Purpose.MEASURE, before.manifest(), before.directory(), modelFile());
  }

  private static TrialTask of(
      Purpose purpose, Manifest manifest, Path directory, Path samplesBeside) {
    return new TrialTask(
        purpose,
        samplesBeside.toString(),
        directory.toAbsolutePath().toString(),
        manifest.modelPath(),
        manifest.inputs(),
        manifest.outputs(),
        manifest.opset(),
        manifest.irVersion(),
        manifest.goldenRelative(),
        manifest.goldenAbsolute());
  }

  String toJson() {
    return new Gson().toJson(this);
  }

  static TrialTask parse(String json) {
    return new Gson().fromJson(json, TrialTask.class);
  }

  private static Path modelFile(Manifest manifest, Path directory) {
    return directory.toAbsolutePath().resolve(manifest.modelPath());
  }

  Path modelFile() {
    return Path.of(directory).resolve(modelPath);
  }
}
