package dev.linnet.daemon.probe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a node asks, besides the gates, whether all is well.
 *
 * @param exec a command and its arguments; passes with exit code 0. Empty: none
 * @param http an address; passes with a status of 200 to 299. Null: none
 * @param directory where the command runs
 * @param every how long after one run the next begins, 1 s to 1 h. Shorter finds a fault sooner,
 *     and passes a gate sooner: one with the usual limits needs 35 runs
 * @param timeout how long a run may take, 100 ms to 10 min; one that takes longer has failed
 */
public record ProbeConfig(
    List<String> exec, @Nullable URI http, Path directory, Duration every, Duration timeout) {
  public ProbeConfig {
    exec = List.copyOf(exec);
  }
}
