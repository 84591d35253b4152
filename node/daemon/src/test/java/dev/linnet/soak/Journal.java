package dev.linnet.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Everything that was done and seen, a line each with the seconds since the begin. */
final class Journal implements AutoCloseable {
  private final long beganNanos = System.nanoTime();
  private final PrintWriter file;

  Journal(Path file) throws IOException {
    this.file = new PrintWriter(Files.newBufferedWriter(file), true);
  }

  double seconds() {
    return (System.nanoTime() - beganNanos) / 1e9;
  }

  /** Into the file alone. */
  synchronized void write(String line) {
    file.println(stamped(line));
  }

  /** For the person who waits, too. */
  synchronized void say(String line) {
    write(line);
    System.out.println(stamped(line));
  }

  /** As it is, without the time. */
  synchronized void print(String line) {
    file.println(line);
    System.out.println(line);
  }

  private String stamped(String line) {
    return String.format(Locale.ROOT, "%8.1f  %s", seconds(), line);
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
