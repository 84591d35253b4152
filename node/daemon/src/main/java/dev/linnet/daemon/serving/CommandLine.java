package dev.linnet.daemon.serving;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * ONNX Runtime 1.29 reads {@code /proc/self/cmdline} when it starts, and a process whose command
 * line is longer than about 3,970 bytes dies of SIGSEGV there: a class path of a hundred jars is
 * enough. A refusal that says what to do is better than that.
 */
final class CommandLine {
  private static final Path OWN = Path.of("/proc/self/cmdline");
  private static final int MAX_BYTES = 3_900;

  private CommandLine() {}

  static void requireShort() throws OrtException {
    int length;
    try {
      length = Files.readAllBytes(OWN).length;
    } catch (IOException e) {
      return; // No such file on this system, and none that the runtime could read.
    }
    if (length > MAX_BYTES) {
      throw new OrtException(
          "the command line of this process has "
              + length
              + " bytes, and ONNX Runtime crashes above "
              + MAX_BYTES
              + ": give the class path in the environment variable CLASSPATH");
    }
  }
}
