package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes: which version goes where, in which order, judged how.
 *
 * @param expires after it no node opens; null for a week after the announcement
 * @param freshness how old news may be that an opening rests on; zero if it needs none
 */
public record Plan(
    ModelName model,
    String version,
    @Nullable Instant expires,
    OnFailure onFailure,
    Duration freshness,
    List<Wave> waves) {
  /** How old news may be unless a plan says otherwise. */
  public static final Duration DEFAULT_FRESHNESS = Duration.ofMinutes(10);

  static final Duration MAX_FRESHNESS = Duration.ofDays(7);
  private static final Duration MIN_FRESHNESS = Duration.ofSeconds(5);

  /** The most waves that a plan may have. */
  public static final int MAX_WAVES = 64;

  public Plan {
    waves = List.copyOf(waves);
    if (!freshness.isZero()) {
      requireFreshness(freshness);
    }
    if (waves.isEmpty() || waves.size() > MAX_WAVES) {
      throw new IllegalArgumentException("waves: expected 1 to " + MAX_WAVES);
    }
    SortedSet<RegionName> seen = new TreeSet<>();
    SortedSet<String> names = new TreeSet<>();
    for (Wave wave : waves) {
      if (!names.add(wave.name())) {
        throw new IllegalArgumentException("wave " + wave.name() + ": named twice");
      }
      for (RegionName region : wave.regions()) {
        if (!seen.add(region)) {
          throw new IllegalArgumentException(
              "wave " + wave.name() + ": region " + region + " is in an earlier wave already");
        }
      }
    }
    if (waves.stream().filter(Wave::takesRemaining).count() > 1) {
      throw new IllegalArgumentException("waves: only one may take the remaining regions (\"*\")");
    }
  }

  /** Refuses what is too short to be heard within, or too long to mean anything. */
  public static Duration requireFreshness(Duration freshness) {
    if (freshness.compareTo(MIN_FRESHNESS) < 0 || freshness.compareTo(MAX_FRESHNESS) > 0) {
      throw new IllegalArgumentException("expected 5 s to 7 days, or off");
    }
    return freshness;
  }

  /** A plan with the freshness that fits most. */
  public Plan(
      ModelName model,
      String version,
      @Nullable Instant expires,
      OnFailure onFailure,
      List<Wave> waves) {
    this(model, version, expires, onFailure, DEFAULT_FRESHNESS, waves);
  }

  /**
   * The plan with every region named.
   *
   * @throws IllegalArgumentException if it names a region that {@code known} lacks, or if a wave is
   *     left without a region
   */
  public Plan resolve(SortedSet<RegionName> known) {
    SortedSet<RegionName> remaining = new TreeSet<>(known);
    for (Wave wave : waves) {
      for (RegionName region : wave.regions()) {
        if (!known.contains(region)) {
          throw new IllegalArgumentException(
              "wave "
                  + wave.name()
                  + ": region "
                  + region
                  + " is unknown; this mesh has "
                  + String.join(", ", known.stream().map(RegionName::value).toList()));
        }
        remaining.remove(region);
      }
    }
    List<Wave> resolved = new ArrayList<>();
    for (Wave wave : waves) {
      if (wave.takesRemaining() && remaining.isEmpty()) {
        throw new IllegalArgumentException(
            "wave " + wave.name() + ": no region remains for it; all are in other waves");
      }
      resolved.add(wave.takesRemaining() ? wave.withRegions(List.copyOf(remaining)) : wave);
    }
    return new Plan(model, version, expires, onFailure, freshness, resolved);
  }
}
