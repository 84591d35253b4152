package dev.linnet.daemon.serving;

import ai.onnxruntime.OrtException;

/** This process's ONNX Runtime, whose threads its first use fixes. */
public final class TestRuntime {
  private TestRuntime() {}

  /** Starts it so, unless a model was loaded before: those that tests make take one thread. */
  public static void start(RuntimeOptions options) throws OrtException {
    OnnxRuntime.environment(options);
  }
}
