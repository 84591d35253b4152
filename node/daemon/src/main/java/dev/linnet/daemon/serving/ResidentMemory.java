package dev.linnet.daemon.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What this process holds of the machine's memory, and the most that it held since the last look,
 * as the kernel keeps it: a peak of a millisecond is not missed. It is what a device runs out of,
 * whoever took it: models, the runtime, Java. Memory of a GPU, swapped memory and the page cache
 * are not in it. Only Linux tells; elsewhere all is 0, which means unknown.
 */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");
  private static final String RESETS_THE_PEAK = "5"; // proc_pid_clear_refs(5)

  private ResidentMemory() {}

  /** Held now. */
  public static long nowBytes() {
    return bytes("VmRSS:");
  }

  /** The most that was held since the last call; where the kernel cannot begin anew, held now. */
  public static long takePeakBytes() {
    long peak = bytes("VmHWM:");
    try {
      Files.writeString(PEAK_RESET, RESETS_THE_PEAK, StandardOpenOption.WRITE);
      return peak;
    } catch (IOException e) {
      return nowBytes();
    }
  }

  private static long bytes(String field) {
    List<String> lines;
    try {
      lines = Files.readAllLines(STATUS);
    } catch (IOException e) {
      return 0;
    }
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}
