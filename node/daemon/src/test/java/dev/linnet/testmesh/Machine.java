package dev.linnet.testmesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The computer that all hosts of a network share. */
public final class Machine {
  private static final double TICKS_PER_SECOND = 100;

  private Machine() {}

  /** One line, with the load that others made when this was asked. */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "%d processors (%s), %s %s, Java %s, load %s at the start",
        processors(),
        processorName(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        read("/proc/loadavg").split(" ", 2)[0]);
  }

  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Seconds for which processors were not idle so far, whoever kept them busy. */
  public static double busySeconds() {
    String[] ticks = read("/proc/stat").lines().findFirst().orElseThrow().split(" +");
    double busy = 0;
    // user, nice, system; then idle and iowait; then irq, softirq
    for (int field : new int[] {1, 2, 3, 6, 7}) {
      busy += Double.parseDouble(ticks[field]);
    }
    return busy / TICKS_PER_SECOND;
  }

  /** Processor time that these took so far, without what ended under them. */
  public static double cpuSeconds(List<Process> processes) {
    return processes.stream()
            .flatMap(process -> process.info().totalCpuDuration().stream())
            .mapToDouble(Duration::toNanos)
            .sum()
        / 1e9;
  }

  private static String processorName() {
    return read("/proc/cpuinfo")
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
