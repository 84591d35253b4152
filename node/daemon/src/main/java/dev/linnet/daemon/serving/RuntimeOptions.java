package dev.linnet.daemon.serving;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How ONNX Runtime is set up. The first use in a process fixes threads and native directory for all
 * of it.
 *
 * @param threads threads that one inference may use, shared by all models; more shortens a large
 *     model's answer and does nothing for many small ones
 * @param arena whether memory is kept between inferences: faster, and never given back
 * @param memoryPattern whether memory is planned ahead for inputs of one shape: faster, larger
 * @param nativeDirectory where the native library is unpacked once and found again, also by trials;
 *     null to unpack it into the temporary directory at each start
 */
public record RuntimeOptions(
    int threads, boolean arena, boolean memoryPattern, @Nullable Path nativeDirectory) {
  public RuntimeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, not " + threads);
    }
  }

  /** For a device with little memory: one thread, nothing kept. */
  public static RuntimeOptions small() {
    return new RuntimeOptions(1, false, false, null);
  }

  public RuntimeOptions withNativeDirectory(Path directory) {
    return new RuntimeOptions(threads, arena, memoryPattern, directory);
  }
}
