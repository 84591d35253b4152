package dev.linnet.core.pulse;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Freshness;
import dev.linnet.core.rollout.News;
import dev.linnet.core.rollout.Pulse.Objection;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When this node heard which juror, by its own monotonic clock.
 *
 * <p>An answer to a question of ours counts from when we asked. A pulse for everyone counts from
 * when a higher sequence was first heard, so that a replay renews nothing; but not before enough
 * jurors of the own region have answered since the node came up or its clock stood still. Until
 * then it cannot tell an old pulse that it missed from a new one; once they have answered and
 * compared replicas, what they held is the floor.
 */
public final class Hearings implements News {
  /** Under this a node remembers that it once knew what its region knew (rule 12). */
  public static final String CAUGHT_UP = "caught-up";

  private static final long CATCH_UP_NANOS = 120L * 1_000_000_000L;

  private final Self self;
  private final Replica replica;
  private final Map<Digest, Map<RegionName, Map<NodeName, Heard>>> heard = new TreeMap<>();
  private final Map<Digest, SortedSet<NodeName>> answered = new TreeMap<>();
  private boolean withoutDisk;
  private boolean anyHeard;
  private @Nullable Long upSinceNanos;
  private long nowNanos;

  /**
   * The last that was heard of a juror.
   *
   * @param lastNanos when anything new was heard
   * @param countsNanos since when it counts as fresh; null if it does not
   */
  private record Heard(long lastNanos, @Nullable Long countsNanos, @Nullable Objection objection) {}

  /**
   * Hears nothing yet.
   *
   * @param withoutDisk whether the node came up with nothing that it may have said before
   */
  public Hearings(Self self, Replica replica, boolean withoutDisk) {
    this.self = self;
    this.replica = replica;
    this.withoutDisk = withoutDisk;
  }

  /** Lets time go on. */
  public void at(long newNowNanos) {
    if (upSinceNanos == null) {
      upSinceNanos = newNowNanos;
    }
    nowNanos = newNowNanos;
  }

  /** Nothing that was heard is fresh any more. */
  public void forgetAll() {
    heard.clear();
    answered.clear();
  }

  /** Forgets what was heard on all other rollouts. */
  public void keepOnly(Set<Digest> rollouts) {
    heard.keySet().retainAll(rollouts);
    answered.keySet().retainAll(rollouts);
  }

  /** A pulse for everyone, of a higher sequence than any before. */
  public void onPulse(SignedPulse signed) {
    boolean counts =
        replica.rollout(signed.pulse().rollout()).filter(this::askedAround).isPresent();
    put(signed, counts ? (Long) nowNanos : null);
  }

  /** An answer to a question that was asked at {@code askedNanos}. */
  public void onAnswer(SignedPulse signed, long askedNanos) {
    if (signed.region().equals(self.region())) {
      answered
          .computeIfAbsent(signed.pulse().rollout(), any -> new TreeSet<>())
          .add(signed.juror());
    }
    put(signed, askedNanos);
  }

  private void put(SignedPulse signed, @Nullable Long countsNanos) {
    Map<NodeName, Heard> there =
        heard
            .computeIfAbsent(signed.pulse().rollout(), any -> new TreeMap<>())
            .computeIfAbsent(signed.region(), any -> new TreeMap<>());
    anyHeard = true;
    Heard before = there.get(signed.juror());
    Long counts = countsNanos == null && before != null ? before.countsNanos() : countsNanos;
    there.put(signed.juror(), new Heard(nowNanos, counts, signed.pulse().objection()));
  }

  @Override
  public int freshJurors(Rollout rollout, Place place) {
    return fresh(rollout, place).size();
  }

  @Override
  public long leftNanos(Rollout rollout, Place place, int jurors) {
    List<Long> left = fresh(rollout, place);
    return left.size() < jurors ? -1 : jurors == 0 ? Long.MAX_VALUE : left.get(jurors - 1);
  }

  /** Of each juror whose word is fresh, for how long yet; the longest first. */
  private List<Long> fresh(Rollout rollout, Place place) {
    Optional<Jury> jury = rollout.announcement().jury(place.wave(), place.region());
    long freshNanos = rollout.announcement().plan().freshness().toNanos();
    List<Long> fresh = new ArrayList<>();
    for (NodeName juror : jury.map(Jury::jurors).orElse(new TreeSet<>())) {
      if (isSelf(place.region(), juror) && caughtUp(rollout)) {
        fresh.add(freshNanos);
      } else {
        last(rollout, place.region(), juror)
            .filter(heard -> believed(heard, rollout))
            .map(Heard::countsNanos)
            .map(countsNanos -> freshNanos - (nowNanos - countsNanos))
            .filter(left -> left >= 0)
            .ifPresent(fresh::add);
      }
    }
    fresh.sort(Comparator.reverseOrder());
    return fresh;
  }

  private static boolean believed(Heard last, Rollout rollout) {
    return last.objection() == null || last.objection().provenBy(rollout);
  }

  @Override
  public OptionalLong silentNanos(Rollout rollout, Place place) {
    return heard
        .getOrDefault(rollout.id(), Map.of())
        .getOrDefault(place.region(), Map.of())
        .entrySet()
        .stream()
        .filter(entry -> !isSelf(place.region(), entry.getKey()))
        .map(Map.Entry::getValue)
        .filter(last -> last.countsNanos() != null)
        .mapToLong(last -> nowNanos - last.lastNanos())
        .min();
  }

  @Override
  public boolean caughtUp(Rollout rollout) {
    return !withoutDisk
        || askedAround(rollout)
        || (upSinceNanos != null && nowNanos - upSinceNanos >= CATCH_UP_NANOS);
  }

  /** Whether any juror was heard since the last call. */
  public boolean takeHeard() {
    boolean taken = anyHeard;
    anyHeard = false;
    return taken;
  }

  /** Whether the node lacks a disk that remembers what it said. */
  public boolean isWithoutDisk() {
    return withoutDisk;
  }

  /** From now on the disk holds what the region knew. */
  public void caughtUpWithAll() {
    withoutDisk = false;
  }

  /** How long ago a juror of the own region was last heard in any way. */
  OptionalLong sinceHeard(Rollout rollout, NodeName juror) {
    return last(rollout, self.region(), juror).stream()
        .mapToLong(last -> nowNanos - last.lastNanos())
        .findFirst();
  }

  /**
   * Whether enough other jurors of the own region have answered a question: with this node itself,
   * if it has its disk, as many as can roll back.
   */
  public boolean askedAround(Rollout rollout) {
    OptionalInt wave = rollout.announcement().waveOf(self);
    if (wave.isEmpty()) {
      return true;
    }
    Place own = new Place(wave.getAsInt(), self.region());
    SortedSet<NodeName> jurors =
        rollout.announcement().jury(own.wave(), own.region()).orElseThrow().jurors();
    boolean isJuror = jurors.contains(self.node());
    int needed = Freshness.quorum(rollout.announcement(), own, 0).rollback();
    if (isJuror && !withoutDisk) {
      needed--;
    }
    int others = isJuror ? jurors.size() - 1 : jurors.size();
    long heard =
        answered.getOrDefault(rollout.id(), Collections.emptySortedSet()).stream()
            .filter(juror -> !juror.equals(self.node()) && jurors.contains(juror))
            .count();
    return heard >= Math.min(needed, others);
  }

  private boolean isSelf(RegionName region, NodeName juror) {
    return juror.equals(self.node()) && region.equals(self.region());
  }

  private Optional<Heard> last(Rollout rollout, RegionName of, NodeName juror) {
    return Optional.ofNullable(
        heard.getOrDefault(rollout.id(), Map.of()).getOrDefault(of, Map.of()).get(juror));
  }
}
