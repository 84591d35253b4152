package dev.linnet.core;

import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells others what this node is and how far it is, if it is one of those of whom that is kept: the
 * council of its region. That any other node lives, its region's membership knows, and how far that
 * one is, it tells who asks it.
 */
final class Publisher {
  /** So that other regions see in the end that a node is gone for good. */
  private static final long REFRESH_NANOS = Duration.ofMinutes(10).toNanos();

  private final NodeSetup setup;
  private final Replica replica;
  private final Peer self;
  private Map<String, ModelStatus> models = Map.of();
  private boolean started;
  private long refreshNanos;
  private long pausedUntilNanos = Long.MIN_VALUE;

  Publisher(NodeSetup setup, Replica replica) {
    this.setup = setup;
    this.replica = replica;
    this.self = new Peer(setup.node(), setup.region(), setup.address());
  }

  /**
   * Says what is not held of this node as it is. A sequence goes on from the highest that anyone
   * holds, so that a node that lost its disk is heard again.
   */
  void step(Map<String, ModelStatus> now, Facts facts, long nowNanos, Effects effects) {
    models = now;
    if (!started) {
      started = true;
      // A node that starts more often than it refreshes would not be heard of again.
      refreshNanos = nowNanos;
    }
    sayRecord(facts, nowNanos, effects);
    if (nowNanos >= pausedUntilNanos) {
      sayStatus(facts, nowNanos, effects);
    }
  }

  private void sayRecord(Facts facts, long nowNanos, Effects effects) {
    Optional<NodeRecord> held = replica.record(self.node()).map(SignedRecord::record);
    boolean isTrue =
        held.filter(record -> record.address().equals(self.address()))
            .filter(record -> record.profile().equals(setup.profile()))
            .isPresent();
    if ((isTrue && nowNanos < refreshNanos)
        || !replica.councils().takes(self.region(), self.node())) {
      return;
    }
    refreshNanos = nowNanos + REFRESH_NANOS;
    facts.say(NodeRecord.PAYLOAD_TYPE, record(1 + sequence(held)).toPayload(), nowNanos, effects);
  }

  private static long sequence(Optional<NodeRecord> held) {
    return held.map(NodeRecord::sequence).orElse(0L);
  }

  private NodeRecord record(long sequence) {
    return new NodeRecord(setup.trustRoot().mesh(), sequence, self.address(), setup.profile());
  }

  private void sayStatus(Facts facts, long nowNanos, Effects effects) {
    Optional<NodeStatus> held = replica.status(self.node());
    boolean afar = held.filter(NodeStatus::afar).isPresent() || speaksAfar();
    boolean isTrue =
        held.map(status -> status.afar() == afar && status.models().equals(models))
            .orElse(models.isEmpty());
    if (isTrue || !replica.councils().has(self.region(), self.node())) {
      return;
    }
    pausedUntilNanos = nowNanos + setup.gossip().statusPause().toNanos();
    NodeStatus status =
        new NodeStatus(
            setup.trustRoot().mesh(), 1 + held.map(NodeStatus::sequence).orElse(0L), afar, models);
    facts.say(NodeStatus.PAYLOAD_TYPE, status.toPayload(), nowNanos, effects);
  }

  /**
   * Who once spoke to other regions goes on: they would keep for ever what it said last, and no
   * later word to its own region alone could replace it there.
   */
  private boolean speaksAfar() {
    Councils councils = replica.councils();
    int rank = councils.of(self.region()).indexOf(self.node());
    return rank >= 0 && rank < Councils.speakersAfar(councils.regions().size());
  }

  /** This node as it knows itself, whether or not it tells others. */
  Member self() {
    return new Member(self, record(1), models, Liveness.ALIVE);
  }

  /** What this node last did about a model; before it looked, what it said before it started. */
  @Nullable ModelStatus last(String model) {
    if (started) {
      return models.get(model);
    }
    return replica.status(self.node()).map(said -> said.models().get(model)).orElse(null);
  }
}
