package dev.linnet.simulator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine that runs the model in a process of its own, and prints one line about it. */
record Contender(String name, List<String> command) {
  private static final int MINUTES = 10;

  /** What one process did in one round. */
  record Sample(long events, double seconds, long runs, long reached, long bytes) {
    double eventsPerSecond() {
      return events / seconds;
    }
  }

  /** Runs seeds from 1 on for some seconds of the processor. */
  Sample measure(int nodes, long ticksPerUnit, double seconds)
      throws IOException, InterruptedException {
    String output =
        run(Integer.toString(nodes), Long.toString(ticksPerUnit), "1", Double.toString(seconds));
    String[] words = output.split(" ", -1);
    if (words.length != 6) {
      throw new IOException(name + " was to print six numbers, and printed: " + output);
    }
    return new Sample(
        Long.parseLong(words[0]),
        Double.parseDouble(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }

  /** Runs it to its end and returns what it printed, without the end of the line. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(name + " failed: " + output.strip());
      }
      return output.strip();
    } finally {
      process.destroyForcibly();
    }
  }
}
