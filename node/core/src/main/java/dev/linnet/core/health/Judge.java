package dev.linnet.core.health;

import dev.linnet.core.health.Assessment.Opinion;
import dev.linnet.core.mesh.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges one version while it serves on one node. Against a version it speaks as soon as a gate
 * rejects that the version is good; for it only after the bake time, and once each gate has
 * rejected that it is bad. Without traffic a gate can do neither, so silence is never HEALTHY. A
 * wave without gates asks for golden tests and bake time alone.
 */
public final class Judge {
  private final List<GateState> gates;
  private final @Nullable Neighbours neighbours;
  private final long bakeNanos;
  private final long minRequests;
  private long servingSinceNanos;
  private long requests;
  private @Nullable Assessment condemned;

  /**
   * A judge of a version that does not serve yet.
   *
   * @param previousExists whether there is a version before, to which it is compared
   * @param baselines of the version's manifest
   */
  public Judge(
      List<Gate> gates,
      long bakeNanos,
      long minRequests,
      boolean previousExists,
      List<Baseline> baselines) {
    this(gates, bakeNanos, minRequests, previousExists, baselines, false);
  }

  /**
   * A judge of a version that does not serve yet.
   *
   * @param hearsNeighbours whether nodes of the region may tell of the version before
   */
  public Judge(
      List<Gate> gates,
      long bakeNanos,
      long minRequests,
      boolean previousExists,
      List<Baseline> baselines,
      boolean hearsNeighbours) {
    this.gates =
        gates.stream()
            .map(gate -> GateState.of(gate, previousExists, baselines, hearsNeighbours))
            .toList();
    this.neighbours = hearsNeighbours ? new Neighbours(Baseline.ofOutputs(baselines)) : null;
    this.bakeNanos = bakeNanos;
    this.minRequests = minRequests;
  }

  public void servingSince(long nowNanos) {
    servingSinceNanos = nowNanos;
  }

  /** How long it has judged. */
  public long servedNanos(long nowNanos) {
    return nowNanos - servingSinceNanos;
  }

  public void observe(Observation seen) {
    requests += seen.requests();
    gates.forEach(gate -> gate.observe(seen));
  }

  /**
   * Takes in what a node that still runs the version before counted there by this version's
   * baselines of outputs, if neighbours are heard at all; false if it counted by others.
   */
  public boolean hear(NodeName neighbour, List<Sketch> shown) {
    if (neighbours == null) {
      return true;
    }
    if (!neighbours.fits(shown)) {
      return false;
    }
    if (neighbours.hear(neighbour, shown)) {
      List<List<Sketch>> told = neighbours.shown();
      gates.forEach(gate -> gate.compare(told));
    }
    return true;
  }

  /** A node runs the version before no more, or says nothing of it. */
  public void hearNoMore(NodeName neighbour) {
    if (neighbours != null) {
      neighbours.leave(neighbour);
    }
  }

  /** Whether a gate has rejected the version by what was seen so far. */
  public boolean condemns() {
    return condemned != null || gates.stream().anyMatch(GateState::rejected);
  }

  /** The opinion now, without its reasons: it is asked for after every event. */
  public Opinion opinion(long nowNanos) {
    if (condemns()) {
      return Opinion.UNHEALTHY;
    }
    boolean ready =
        servedNanos(nowNanos) >= bakeNanos
            && requests >= minRequests
            && gates.stream().allMatch(GateState::passed);
    return ready ? Opinion.HEALTHY : Opinion.NOT_YET;
  }

  /** The opinion now and why. What it once said against the version, it never takes back. */
  public Assessment assess(long nowNanos) {
    if (condemned != null) {
      return condemned;
    }
    for (GateState gate : gates) {
      if (gate.rejected()) {
        condemned =
            assessment(Opinion.UNHEALTHY, "gate " + gate.name() + " failed: " + gate.figures());
        return condemned;
      }
    }
    return missing(nowNanos)
        .map(what -> assessment(Opinion.NOT_YET, what))
        .orElseGet(
            () ->
                assessment(
                    Opinion.HEALTHY,
                    "served its bake time and " + requests + " requests within all gates"));
  }

  private Optional<String> missing(long nowNanos) {
    long left = bakeNanos - servedNanos(nowNanos);
    if (left > 0) {
      return Optional.of("bakes for another " + (left + 999_999_999L) / 1_000_000_000L + " s");
    }
    if (requests < minRequests) {
      return Optional.of("has seen " + requests + " of " + minRequests + " requests");
    }
    return gates.stream()
        .filter(gate -> !gate.passed())
        .findFirst()
        .map(gate -> "has not passed gate " + gate.name() + " yet: " + gate.figures());
  }

  private Assessment assessment(Opinion opinion, String reason) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    numbers.put("requests", (double) requests);
    for (GateState gate : gates) {
      numbers.put(gate.name(), gate.value());
      numbers.put(gate.name() + ".n", (double) gate.trials());
    }
    SortedMap<String, Sketch> sketches = new TreeMap<>();
    gates.forEach(gate -> gate.addSketches(sketches));
    return new Assessment(opinion, reason, new Evidence(numbers, sketches));
  }

  /** What is odd and the version is not blamed for, and the figures that it rests on now. */
  public SortedMap<String, String> warnings() {
    SortedMap<String, String> warnings = new TreeMap<>();
    gates.forEach(gate -> gate.warning().ifPresent(what -> warnings.put(what, gate.figures())));
    return warnings;
  }

  /** What is kept, whatever was seen. */
  public int sizeBytes() {
    return gates.stream().mapToInt(GateState::sizeBytes).sum()
        + (neighbours == null ? 0 : neighbours.sizeBytes());
  }
}
