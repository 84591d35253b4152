package dev.linnet.daemon.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one trial: the child and what it started. In a sandbox they descend from its
 * first process, and none gets away from that; without one, they are those whose parents live.
 */
final class ChildProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcesses.class);

  /** A sandbox that is being made has its first process after some milliseconds. */
  private static final long MAKING_NANOS = 1_000_000_000L;

  /**
   * To find them takes a look at all processes of the machine, a millisecond for 80 and more on a
   * small device. So it is done for a twentieth of the time at most.
   */
  private static final long REST = 20;

  private final Process process;
  private final boolean shutIn;
  private @Nullable ProcessHandle first;
  private List<ProcessHandle> found = List.of();
  private long findAgainNanos = System.nanoTime();

  /**
   * What they have together; 0 where the system has no {@code /proc}.
   *
   * @param residentBytes a page that several share counts for each
   */
  record Held(long residentBytes, long threads) {
    private Held plus(Held other) {
      return new Held(residentBytes + other.residentBytes, threads + other.threads);
    }
  }

  /**
   * Of a process that was just started.
   *
   * @param shutIn whether it is a sandbox, whose own two processes do not count
   */
  ChildProcesses(Process process, boolean shutIn) {
    this.process = process;
    this.shutIn = shutIn;
  }

  /** Call it from one thread. */
  Held held() {
    long now = System.nanoTime();
    if (now - findAgainNanos >= 0) {
      found = all().toList();
      long end = System.nanoTime();
      findAgainNanos = end + REST * (end - now);
    }
    return found.stream().map(ChildProcesses::held).reduce(new Held(0, 0), Held::plus);
  }

  private Stream<ProcessHandle> all() {
    if (!shutIn) {
      return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }
    if (first == null) {
      first = process.children().findFirst().orElse(null);
    }
    return first == null ? Stream.empty() : first.descendants();
  }

  private static Held held(ProcessHandle each) {
    long kib = 0;
    long threads = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          kib = number(line);
        } else if (line.startsWith("Threads:")) {
          threads = number(line);
        }
      }
    } catch (IOException e) {
      // It has ended, or this system has no such file.
    }
    return new Held(kib * 1024, threads);
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  /** Ends them all. */
  void kill() {
    if (!shutIn || !killFirst()) {
      List<ProcessHandle> started = descendants();
      process.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Those that can be found: without a descriptor to look for them, Java throws. */
  private List<ProcessHandle> descendants() {
    try {
      return process.descendants().toList();
    } catch (RuntimeException e) {
      LOG.warn("what a trial's child started may live on: {}", e.getMessage());
      return List.of();
    }
  }

  /**
   * The kernel ends all processes of a sandbox with its first one, and the one outside ends once
   * they are gone. It must not end before: a first process that was not told yet with whom it dies
   * would wait for it for ever.
   */
  private boolean killFirst() {
    long deadline = System.nanoTime() + MAKING_NANOS;
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      Optional<ProcessHandle> made = child();
      if (made.isPresent()) {
        return made.get().destroyForcibly();
      }
    }
    return !process.isAlive();
  }

  private Optional<ProcessHandle> child() {
    try {
      return process.children().findFirst();
    } catch (RuntimeException e) {
      return Optional.empty(); // As above; a descriptor may be free at the next look.
    }
  }
}
