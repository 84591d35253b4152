package dev.linnet.core.pulse;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells of silent regions: once they were silent for a while, and again when they are others. */
public final class Silence {
  /** Longer than an answer takes on a live mesh. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Map<Digest, State> states = new TreeMap<>();

  private record State(long sinceNanos, SortedSet<RegionName> told) {}

  /** Forgets all other rollouts. */
  public void keepOnly(Set<Digest> rollouts) {
    states.keySet().retainAll(rollouts);
  }

  /** The regions to tell of now, if they are news. */
  public Optional<SortedSet<RegionName>> toTell(Digest rollout, List<Place> silent, long nowNanos) {
    SortedSet<RegionName> regions = new TreeSet<>(silent.stream().map(Place::region).toList());
    if (regions.isEmpty()) {
      states.remove(rollout);
      return Optional.empty();
    }
    State state = states.computeIfAbsent(rollout, any -> new State(nowNanos, new TreeSet<>()));
    if (nowNanos - state.sinceNanos() < PATIENCE_NANOS || state.told().equals(regions)) {
      return Optional.empty();
    }
    states.put(rollout, new State(state.sinceNanos(), regions));
    return Optional.of(regions);
  }
}
