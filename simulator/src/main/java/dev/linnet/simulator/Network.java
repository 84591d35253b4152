package dev.linnet.simulator;

import dev.linnet.core.mesh.Peer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the lines between nodes are like while no fault is on them. */
public interface Network {
  /** Whether a message does not arrive. */
  boolean loses(Peer from, Peer to, RandomGenerator random);

  /** How long a message is under way. */
  long delayNanos(Peer from, Peer to, RandomGenerator random);

  /**
   * How long a chunk takes from the moment it is asked for, behind what is on the same lines
   * already.
   *
   * @param from who gives it; null for an origin outside the mesh
   */
  long chunkNanos(
      long nowNanos, @Nullable Peer from, Peer to, long sizeBytes, RandomGenerator random);
}
