package dev.linnet.core.pulse;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Freshness;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Pulse.Objection;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When this juror speaks. Not all of a jury need to: the first in rendezvous order do, two more
 * than can roll back; the next step in for those of them who fall silent.
 */
public final class Beat {
  private static final int SPARE = 2;
  private static final int BEATS_PER_FRESHNESS = 5;

  private final String mesh;
  private final NodeName self;
  private final RegionName region;
  private final Replica replica;
  private final Hearings hearings;
  private final Map<Digest, Turn> turns = new TreeMap<>();

  /** Where this juror stands in one rollout. */
  private static final class Turn {
    private final int speakers;
    private final List<NodeName> ahead;
    private final long sinceNanos;
    private long nextNanos;
    private long said;
    private @Nullable Objection objection;

    Turn(int speakers, List<NodeName> ahead, long nowNanos) {
      this.speakers = speakers;
      this.ahead = ahead;
      this.sinceNanos = nowNanos;
      this.nextNanos = nowNanos;
    }
  }

  public Beat(String mesh, NodeName self, RegionName region, Replica replica, Hearings hearings) {
    this.mesh = mesh;
    this.self = self;
    this.region = region;
    this.replica = replica;
    this.hearings = hearings;
  }

  /** Forgets all other rollouts. */
  public void keepOnly(Set<Digest> rollouts) {
    turns.keySet().retainAll(rollouts);
  }

  /**
   * What to say to everyone now, if anything.
   *
   * @param open whether anyone may still open the rollout; when that ends for a reason, the reason
   *     is said once
   * @param testimony what is to be said of the version that this node still serves instead
   */
  public Optional<Pulse> next(
      Rollout rollout, boolean open, @Nullable Testimony testimony, long nowNanos) {
    Optional<Jury> jury = jury(rollout);
    long freshNanos = rollout.announcement().plan().freshness().toNanos();
    if (jury.isEmpty() || freshNanos == 0 || !hearings.caughtUp(rollout)) {
      return Optional.empty();
    }
    Turn turn = turns.computeIfAbsent(rollout.id(), any -> turn(rollout, jury.get(), nowNanos));
    Objection objection = Objection.of(rollout, region).orElse(null);
    long held = sequence(rollout);
    boolean news = !Objects.equals(objection, turn.objection);
    boolean overtaken = held > turn.said;
    long period = freshNanos / BEATS_PER_FRESHNESS;
    if ((!open && !news)
        || (!news && !overtaken && nowNanos < turn.nextNanos)
        || !isMyTurn(turn, rollout, period, nowNanos)) {
      return Optional.empty();
    }
    turn.said = held + 1;
    turn.objection = objection;
    turn.nextNanos = nowNanos + period - spread(turn.said, period / BEATS_PER_FRESHNESS);
    return Optional.of(new Pulse(mesh, rollout.id(), turn.said, objection, null, testimony));
  }

  /** The answer to a question; empty if this node is no juror of the rollout. */
  public Optional<Pulse> answer(Rollout rollout, NodeName asker, long nonce) {
    return jury(rollout)
        .map(
            any ->
                new Pulse(
                    mesh,
                    rollout.id(),
                    sequence(rollout),
                    Objection.of(rollout, region).orElse(null),
                    new Pulse.Answer(asker, nonce)));
  }

  /** The jury of the rollout that this node sits in. */
  private Optional<Jury> jury(Rollout rollout) {
    return rollout.announcement().juryOf(region, self);
  }

  /** The highest that anyone holds, so that a juror that starts again is heard again. */
  private long sequence(Rollout rollout) {
    return replica
        .pulse(rollout.id(), region, self)
        .map(signed -> signed.pulse().sequence())
        .orElse(0L);
  }

  private Turn turn(Rollout rollout, Jury jury, long nowNanos) {
    List<NodeName> order =
        Rendezvous.first(jury.jurors().size(), rollout.id().hex(), jury.jurors());
    int canRollBack =
        Freshness.quorum(rollout.announcement(), new Place(jury.wave(), region), 0).rollback();
    return new Turn(canRollBack + SPARE, order.subList(0, order.indexOf(self)), nowNanos);
  }

  private boolean isMyTurn(Turn turn, Rollout rollout, long period, long nowNanos) {
    if (turn.ahead.size() < turn.speakers) {
      return true;
    }
    long speaking =
        turn.ahead.stream()
            .filter(
                juror -> hearings.sinceHeard(rollout, juror).orElse(Long.MAX_VALUE) <= 2 * period)
            .count();
    return nowNanos - turn.sinceNanos > 2 * period && speaking < turn.speakers;
  }

  /** Jurors must not all speak at once. */
  private long spread(long sequence, long most) {
    return Math.floorMod((self.value() + sequence).hashCode(), most + 1);
  }
}
