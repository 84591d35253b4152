package dev.linnet.daemon.serving;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The telemetry of ONNX Runtime 1.29 for Linux reads {@code /proc/self/cmdline} when it starts, and
 * the process dies of SIGSEGV if that is longer than about 3,970 bytes: a class path of a hundred
 * jars is enough. A refusal that says what to do is better than that.
 */
final class CommandLine {
  private static final Path OWN = Path.of("/proc/self/cmdline");
  private static final int MAX_BYTES = 3_900;
  private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

  private CommandLine() {}

  static void requireShort() throws OrtException {
    if ("1".equals(System.getenv(NO_TELEMETRY))) {
      return;
    }
    int length;
    try {
      length = Files.readAllBytes(OWN).length;
    } catch (IOException e) {
      return; // No such file on this system, and none that the runtime could read.
    }
    if (length > MAX_BYTES) {
      throw new OrtException(
          "this process's command line has "
              + length
              + " bytes, and ONNX Runtime's telemetry crashes above "
              + MAX_BYTES
              + ": set the environment variable "
              + NO_TELEMETRY
              + "=1 and start again");
    }
  }
}
