package dev.linnet.core.health;

import dev.linnet.core.health.Assessment.Opinion;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges one version while it serves on one node. Against a version it speaks as soon as a
 * {@linkplain SequentialTest sequential test} rejects a gate; for it only after the bake time, with
 * the traffic the plan asks for, and with every gate on its good side.
 */
public final class Judge {
  private final List<GateState> gates;
  private final long bakeNanos;
  private final long minRequests;
  private long servingSinceNanos;
  private long requests;
  private @Nullable Assessment condemned;

  /**
   * A judge of a version that does not serve yet.
   *
   * @param previousExists whether there is a version before, to which it is compared
   */
  public Judge(List<Gate> gates, long bakeNanos, long minRequests, boolean previousExists) {
    List<Gate> all = gates.isEmpty() ? Gate.defaults() : gates;
    this.gates = all.stream().map(gate -> new GateState(gate, previousExists)).toList();
    this.bakeNanos = bakeNanos;
    this.minRequests = minRequests;
  }

  public void servingSince(long nowNanos) {
    servingSinceNanos = nowNanos;
  }

  public void observe(Observation seen) {
    requests += seen.requests();
    gates.forEach(gate -> gate.observe(seen));
  }

  /** Whether a gate has rejected the version by what was seen so far. */
  public boolean condemns() {
    return condemned != null || gates.stream().anyMatch(GateState::rejected);
  }

  /** The opinion now. What it once said against the version, it never takes back. */
  public Assessment assess(long nowNanos) {
    if (condemned != null) {
      return condemned;
    }
    for (GateState gate : gates) {
      if (gate.rejected()) {
        condemned =
            new Assessment(
                Opinion.UNHEALTHY,
                "gate " + gate.gate().name() + " failed: " + gate.figures(),
                evidence());
        return condemned;
      }
    }
    return missing(nowNanos)
        .map(what -> new Assessment(Opinion.NOT_YET, what, evidence()))
        .orElseGet(
            () ->
                new Assessment(
                    Opinion.HEALTHY,
                    "served its bake time and " + requests + " requests within all gates",
                    evidence()));
  }

  private Optional<String> missing(long nowNanos) {
    long left = bakeNanos - (nowNanos - servingSinceNanos);
    if (left > 0) {
      return Optional.of("bakes for another " + (left + 999_999_999L) / 1_000_000_000L + " s");
    }
    if (requests < minRequests) {
      return Optional.of("has seen " + requests + " of " + minRequests + " requests");
    }
    return gates.stream().flatMap(gate -> gate.missing(requests > 0).stream()).findFirst();
  }

  private SortedMap<String, Double> evidence() {
    SortedMap<String, Double> evidence = new TreeMap<>();
    evidence.put("requests", (double) requests);
    for (GateState gate : gates) {
      evidence.put(gate.gate().name(), gate.value());
      evidence.put(gate.gate().name() + ".n", (double) gate.trials());
    }
    return evidence;
  }
}
