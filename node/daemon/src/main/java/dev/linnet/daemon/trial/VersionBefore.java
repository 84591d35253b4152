package dev.linnet.daemon.trial;

import dev.linnet.core.model.Manifest;
import java.nio.file.Path;

/**
 * The version that answers now, and how much more than it one on trial may take.
 *
 * @param directory where the manifest's files lie, verified
 * @param latency how many times as long a run may take
 * @param memory how many times the memory it may take
 */
public record VersionBefore(Manifest manifest, Path directory, Limit latency, Limit memory) {

  /**
   * How many times as much, and who says so.
   *
   * @param times infinite for as much as it likes
   * @param setBy for a person, such as "the plan"
   */
  public record Limit(double times, String setBy) {}
}
