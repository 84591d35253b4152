package dev.linnet.daemon.transfer;

import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.swarm.SwarmSettings;
import java.time.Duration;

/**
 * How chunks move to and from this node, as its operator has it.
 *
 * @param uploads chunks that are given to others at once
 * @param sendBytesPerSecond what all uploads together may take; 0 for no cap
 * @param receiveBytesPerSecond what all downloads together may take; 0 for no cap
 */
public record Transfers(int uploads, long sendBytesPerSecond, long receiveBytesPerSecond) {
  /** What is ordered at once is there in so many seconds under the cap. */
  private static final long ORDERED_SECONDS = 4;

  private static final int USUAL_CHUNK_BYTES = 256 * 1024;

  /** Half of what one order at a time could take under the cap. */
  private static final int SLOWEST = 2;

  /**
   * How the swarm orders: under a cap no more than comes in time, since an order that waits here
   * would be given up and blamed on its source.
   */
  public SwarmSettings swarm() {
    SwarmSettings usual = SwarmSettings.defaults();
    if (receiveBytesPerSecond == 0) {
      return usual;
    }
    long orders = receiveBytesPerSecond * ORDERED_SECONDS / USUAL_CHUNK_BYTES;
    return new SwarmSettings(
        (int) Math.max(1, Math.min(usual.maxInFlight(), orders)),
        usual.maxInFlightPerSource(),
        usual.wideFetchers(),
        usual.stepInNanos(),
        usual.maxDeferNanos(),
        usual.orderTimeoutNanos(),
        Math.min(usual.minBytesPerSecond(), receiveBytesPerSecond / SLOWEST),
        usual.backoffBaseNanos(),
        usual.backoffMaxNanos(),
        usual.storePauseNanos(),
        usual.endGameChunks(),
        usual.endGameAfterNanos(),
        usual.maxHolders());
  }

  /** How long a chunk may take: as long as the swarm waits for it. */
  public Duration deadline(ChunkRef chunk) {
    SwarmSettings swarm = swarm();
    return Duration.ofNanos(
        swarm.orderTimeoutNanos() + (long) (chunk.sizeBytes() * 1e9 / swarm.minBytesPerSecond()));
  }

  /** The limits of what is given to others. */
  public SlotLimits sending() {
    return SlotLimits.sending(uploads, sendBytesPerSecond);
  }

  /** The limits of what is fetched. */
  public SlotLimits downloads() {
    return SlotLimits.receiving(
        swarm().maxInFlight(),
        Duration.ofNanos(swarm().orderTimeoutNanos()),
        receiveBytesPerSecond);
  }
}
