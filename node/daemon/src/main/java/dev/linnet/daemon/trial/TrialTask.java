package dev.linnet.daemon.trial;

import com.google.gson.Gson;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/** What the child is told, as one line of JSON on its standard input. */
record TrialTask(
    String directory,
    String modelPath,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    int opset,
    int irVersion,
    double relative,
    double absolute) {

  static TrialTask of(Manifest manifest, Path directory) {
    return new TrialTask(
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

  Path modelFile() {
    return Path.of(directory).resolve(modelPath);
  }
}
