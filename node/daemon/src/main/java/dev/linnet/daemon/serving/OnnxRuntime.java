package dev.linnet.daemon.serving;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The process's one ONNX Runtime environment. Its thread pool is shared by all sessions and does
 * not spin: a pool for each version, spinning while it waits, would take the cores from everything
 * else.
 */
final class OnnxRuntime {
  private static @Nullable OrtEnvironment environment;

  private OnnxRuntime() {}

  static synchronized OrtEnvironment environment(RuntimeOptions options) throws OrtException {
    OrtEnvironment started = environment;
    if (started == null) {
      CommandLine.requireShort();
      try (OrtEnvironment.ThreadingOptions threading = new OrtEnvironment.ThreadingOptions()) {
        threading.setGlobalIntraOpNumThreads(options.threads());
        threading.setGlobalInterOpNumThreads(1);
        threading.setGlobalSpinControl(false);
        started =
            OrtEnvironment.getEnvironment(
                OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "linnet", threading);
        started.setTelemetry(false);
      }
      environment = started;
    }
    return started;
  }

  static OrtSession open(Path model, RuntimeOptions options) throws OrtException {
    OrtEnvironment started = environment(options);
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      session.disablePerSessionThreads();
      session.setCPUArenaAllocator(options.arena());
      session.setMemoryPatternOptimization(options.memoryPattern());
      return started.createSession(model.toString(), session);
    }
  }
}
