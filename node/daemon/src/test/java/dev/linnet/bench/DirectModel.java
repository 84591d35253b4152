package dev.linnet.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.linnet.daemon.serving.TestModel;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The peer: a program that has an array, calls ONNX Runtime, and gets an array. It shares the
 * process's thread pool with the server, which fixed it first.
 */
final class DirectModel implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  DirectModel(TestModel model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.disablePerSessionThreads();
      session =
          environment.createSession(model.directory().resolve("model.onnx").toString(), options);
    }
  }

  /** The model's only output for its only input. */
  float[] run(float[] values, long... shape) throws OrtException {
    try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
