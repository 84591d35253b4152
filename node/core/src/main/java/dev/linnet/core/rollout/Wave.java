package dev.linnet.core.rollout;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that open together, after all waves before were promoted.
 *
 * @param regions where; empty only in a plan, where it stands for all that no other wave takes
 *     whole
 * @param selector which nodes there; one that an earlier wave takes is not in this one
 * @param windows when they may open: in any of these, or always if there is none
 * @param deadline what a juror does that does not get enough evidence; null to wait for ever
 * @param shadow what the version must do before it answers anybody; null if nothing
 * @param canary how it takes over from the version before; null if at once
 * @param bake how long a juror serves the version before it may vote HEALTHY
 * @param minRequests how many inferences it must have seen by then, besides what its gates need
 * @param gates what it is judged by; if there are none, by golden tests and bake time alone
 * @param promote the share of eligible jurors that promotes, at least two thirds
 * @param minJurors the least number of HEALTHY votes that promotes, unless the jury is smaller
 */
public record Wave(
    String name,
    List<RegionName> regions,
    Selector selector,
    List<Window> windows,
    @Nullable Deadline deadline,
    @Nullable Shadow shadow,
    @Nullable Canary canary,
    Duration bake,
    long minRequests,
    List<Gate> gates,
    Share promote,
    int minJurors) {
  /** The most windows of a wave. */
  public static final int MAX_WINDOWS = 16;

  public Wave {
    Names.require("wave", name);
    regions = List.copyOf(regions);
    windows = List.copyOf(windows);
    gates = List.copyOf(gates);
    if (windows.size() > MAX_WINDOWS) {
      throw new IllegalArgumentException("window: expected at most " + MAX_WINDOWS);
    }
    if (bake.isNegative()) {
      throw new IllegalArgumentException("bake: expected a duration of 0 or more");
    }
    if (minRequests < 0) {
      throw new IllegalArgumentException("minRequests: expected 0 or more");
    }
    if (promote.isLessThan(Share.TWO_THIRDS)) {
      throw new IllegalArgumentException("quorum.promote: expected 2/3 to 1, got " + promote);
    }
    if (minJurors < 1) {
      throw new IllegalArgumentException("quorum.minJurors: expected 1 or more");
    }
  }

  /** A wave whose version serves after its trial, and all requests at once. */
  public Wave(
      String name,
      List<RegionName> regions,
      Selector selector,
      List<Window> windows,
      @Nullable Deadline deadline,
      Duration bake,
      long minRequests,
      List<Gate> gates,
      Share promote,
      int minJurors) {
    this(
        name,
        regions,
        selector,
        windows,
        deadline,
        null,
        null,
        bake,
        minRequests,
        gates,
        promote,
        minJurors);
  }

  /** A wave of whole regions, at any hour, without a deadline. */
  public Wave(
      String name,
      List<RegionName> regions,
      Duration bake,
      long minRequests,
      List<Gate> gates,
      Share promote,
      int minJurors) {
    this(
        name,
        regions,
        Selector.EVERYONE,
        List.of(),
        null,
        bake,
        minRequests,
        gates,
        promote,
        minJurors);
  }

  /** Whether this wave takes all regions that no other wave takes whole. */
  public boolean takesRemaining() {
    return regions.isEmpty();
  }

  /** The same wave somewhere else. */
  public Wave withRegions(List<RegionName> others) {
    return new Wave(
        name,
        others,
        selector,
        windows,
        deadline,
        shadow,
        canary,
        bake,
        minRequests,
        gates,
        promote,
        minJurors);
  }

  /** Whether a node may open now, by its own clock. */
  boolean isOpenAt(long wallMillis, Profile profile) {
    return windows.isEmpty()
        || windows.stream().anyMatch(window -> window.isOpen(wallMillis, profile));
  }

  /** When a node may open next, after a moment at which it may not. */
  Optional<Instant> nextOpening(long wallMillis, Profile profile) {
    return windows.stream()
        .flatMap(window -> window.nextOpening(wallMillis, profile).stream())
        .min(Instant::compareTo);
  }
}
