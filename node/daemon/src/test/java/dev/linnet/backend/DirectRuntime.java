package dev.linnet.backend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A case as ONNX Runtime alone takes it: every {@code test_data_set_N} is fed and compared as the
 * ONNX project's own runner does, {@code input_K.pb} being the Kth input that no initializer fills.
 */
final class DirectRuntime {
  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "direct");

  Outcome run(Path directory) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session =
            environment.createSession(directory.resolve("model.onnx").toString(), options)) {
      List<Path> sets = sets(directory);
      for (Path set : sets) {
        runSet(session, set);
      }
      return sets.isEmpty() ? Outcome.fails("no test data") : Outcome.passes(sets.size() + " sets");
    } catch (OrtException | IOException | RuntimeException e) {
      return Outcome.fails(String.valueOf(e.getMessage()));
    }
  }

  private static List<Path> sets(Path directory) throws IOException {
    List<Path> sets = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "test_data_set*")) {
      found.forEach(sets::add);
    }
    return sets;
  }

  private void runSet(OrtSession session, Path set) throws IOException, OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    int k = 0;
    try {
      for (String name : session.getInputNames()) {
        Path file = set.resolve("input_" + k++ + ".pb");
        inputs.put(name, GoldenTensor.read(file).feed(environment));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        for (int i = 0; i < result.size(); i++) {
          GoldenTensor.read(set.resolve("output_" + i + ".pb")).requireSame(i, result.get(i));
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
