package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes: which version goes where, in which order, judged how.
 *
 * @param expires after it no node opens; null for a week after the announcement
 * @param retryOf the rollout whose manifest a quorum rolled back and which is tried again; or null
 * @param freshness how old news may be that an opening rests on; zero if it needs none
 */
public record Plan(
    ModelName model,
    String version,
    @Nullable Instant expires,
    OnFailure onFailure,
    @Nullable Digest retryOf,
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
    SortedSet<String> names = new TreeSet<>();
    for (int i = 0; i < waves.size(); i++) {
      Wave wave = waves.get(i);
      if (!names.add(wave.name())) {
        throw new IllegalArgumentException("wave " + wave.name() + ": named twice");
      }
      if (new TreeSet<>(wave.regions()).size() < wave.regions().size()) {
        throw new IllegalArgumentException("wave " + wave.name() + ": a region is named twice");
      }
      for (Wave earlier : waves.subList(0, i)) {
        overlap(earlier, wave)
            .ifPresent(
                where -> {
                  throw new IllegalArgumentException(
                      "wave " + wave.name() + ": " + where + exhausted(earlier));
                });
      }
    }
  }

  /** A plan that tries no manifest again. */
  public Plan(
      ModelName model,
      String version,
      @Nullable Instant expires,
      OnFailure onFailure,
      List<Wave> waves) {
    this(model, version, expires, onFailure, null, waves);
  }

  /** Where a wave can take nobody whom an earlier one does not take; empty if there is no such. */
  public static Optional<String> overlap(Wave earlier, Wave wave) {
    if (!earlier.selector().includes(wave.selector())) {
      return Optional.empty();
    }
    if (earlier.takesRemaining() && wave.takesRemaining()) {
      return Optional.of("region \"*\"");
    }
    return wave.regions().stream()
        .filter(earlier.regions()::contains)
        .findFirst()
        .map(region -> "region " + region);
  }

  /** The end of the sentence that begins with {@link #overlap}. */
  public static String exhausted(Wave earlier) {
    return " is in wave "
        + earlier.name()
        + " already, which leaves nobody there; give that wave a smaller share or other labels";
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
      @Nullable Digest retryOf,
      List<Wave> waves) {
    this(model, version, expires, onFailure, retryOf, DEFAULT_FRESHNESS, waves);
  }

  /**
   * The plan with every region named.
   *
   * @throws IllegalArgumentException if it names a region that {@code known} lacks, or if a wave is
   *     left without a region
   */
  public Plan resolve(SortedSet<RegionName> known) {
    List<Wave> resolved = new ArrayList<>();
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
      }
      resolved.add(wave.takesRemaining() ? wave.withRegions(remaining(wave, known)) : wave);
    }
    return new Plan(model, version, expires, onFailure, retryOf, freshness, resolved);
  }

  private List<RegionName> remaining(Wave wave, SortedSet<RegionName> known) {
    SortedSet<RegionName> remaining = new TreeSet<>(known);
    waves.stream()
        .filter(other -> other.selector().includes(wave.selector()))
        .forEach(other -> other.regions().forEach(remaining::remove));
    if (remaining.isEmpty()) {
      throw new IllegalArgumentException(
          "wave " + wave.name() + ": no region remains for it; all are in other waves");
    }
    return List.copyOf(remaining);
  }
}
