package dev.linnet.core;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeRecord.Status;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedRecord;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's own entry in the directory true. A councillor's entry goes round the world, so
 * it is said rarely: that a node lives, its region's membership knows.
 */
final class Publisher {
  /** So that other regions see in the end that a node is gone for good. */
  private static final long REFRESH_NANOS = Duration.ofMinutes(10).toNanos();

  private final String mesh;
  private final NodeName self;
  private final Address address;
  private final Profile profile;
  private final Replica replica;
  private final long pauseNanos;
  private @Nullable Map<String, Status> published;
  private long refreshNanos;
  private long pausedUntilNanos = Long.MIN_VALUE;

  Publisher(
      String mesh,
      NodeName self,
      Address address,
      Profile profile,
      Replica replica,
      Duration pause) {
    this.mesh = mesh;
    this.self = self;
    this.address = address;
    this.profile = profile;
    this.replica = replica;
    this.pauseNanos = pause.toNanos();
  }

  /**
   * Says anew what this node is and runs, if that changed or was said long ago, and nothing was
   * said just now. The sequence goes on from the highest that anyone holds, so that a node that
   * lost its disk is heard again.
   */
  void step(Map<String, Status> models, Facts facts, long nowNanos, Effects effects) {
    if (published == null) {
      takeUp(models, nowNanos);
    }
    boolean due = nowNanos >= refreshNanos || !models.equals(published);
    if (!due || nowNanos < pausedUntilNanos) {
      return;
    }
    published = models;
    refreshNanos = nowNanos + REFRESH_NANOS;
    pausedUntilNanos = nowNanos + pauseNanos;
    long sequence =
        replica.record(self).map(SignedRecord::record).map(NodeRecord::sequence).orElse(0L) + 1;
    NodeRecord record = new NodeRecord(mesh, sequence, address, profile, models);
    facts.say(NodeRecord.PAYLOAD_TYPE, record.toPayload(), nowNanos, effects);
  }

  /**
   * What others hold of a node that starts again need not be said again, or a region that starts
   * all at once would say all of itself.
   */
  private void takeUp(Map<String, Status> models, long nowNanos) {
    boolean isTrue =
        replica
            .record(self)
            .map(SignedRecord::record)
            .filter(held -> held.address().equals(address))
            .filter(held -> held.profile().equals(profile))
            .filter(held -> held.models().equals(models))
            .isPresent();
    if (isTrue) {
      published = models;
      refreshNanos = nowNanos + REFRESH_NANOS;
      pausedUntilNanos = nowNanos + pauseNanos;
    }
  }

  /** The status last published of a model. */
  @Nullable Status published(String model) {
    return published == null ? null : published.get(model);
  }
}
