package dev.linnet.daemon.survey;

import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.transport.MeshTransport;
import dev.linnet.proto.v1.SurveyResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks nodes what they measured, and measures round trips. What does not answer is left out; a
 * survey of a mesh that is partly gone is what there is to know.
 */
public final class Surveyor {
  /** So many nodes are asked at the most, and so many regions measured from one. */
  private static final int MOST_NODES = 256;

  private static final int MOST_REGIONS = 64;
  private static final int TRIPS = 3;

  /** Whoever asks for more within this time gets the same answer: nobody lets this node dial on. */
  private static final long SAME_NANOS = 10_000_000_000L;

  private final Pace pace;
  private final MeshTransport transport;
  private final Supplier<CompletableFuture<NodeView>> view;
  private @Nullable CompletableFuture<Map<RegionName, Long>> latest;
  private long latestNanos;

  /**
   * A surveyor.
   *
   * @param view what this node knows now
   */
  public Surveyor(Pace pace, MeshTransport transport, Supplier<CompletableFuture<NodeView>> view) {
    this.pace = pace;
    this.transport = transport;
    this.view = view;
  }

  /** What this node knows of itself. */
  public CompletableFuture<Survey> own(boolean withRoundTrips) {
    Survey own = pace.survey();
    return withRoundTrips
        ? roundTrips().thenApply(own::withRoundTrips)
        : CompletableFuture.completedFuture(own);
  }

  /** The same, for a peer that asks. */
  public CompletableFuture<SurveyResponse> answer(boolean withRoundTrips) {
    return own(withRoundTrips).thenApply(Survey::toProto);
  }

  /** What this node and others know, by name; one of each region measures the lines too. */
  public CompletableFuture<Map<NodeName, Survey>> all(NodeView seen) {
    Map<NodeName, CompletableFuture<Optional<Survey>>> asked = new LinkedHashMap<>();
    Map<RegionName, Integer> measured = new TreeMap<>();
    asked.put(seen.self(), own(true).thenApply(Optional::of));
    measured.put(seen.region(), 1);
    for (Peer peer : inTurn(seen)) {
      if (asked.size() >= MOST_NODES) {
        break;
      }
      boolean first = measured.merge(peer.region(), 1, Integer::sum) == 1;
      asked.put(
          peer.node(),
          transport
              .survey(peer, first && measured.size() <= MOST_REGIONS)
              .thenApply(answer -> Optional.of(Survey.of(answer)))
              .exceptionally(failure -> Optional.empty()));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            any -> {
              Map<NodeName, Survey> answers = new TreeMap<>();
              asked.forEach(
                  (node, answer) -> answer.join().ifPresent(survey -> answers.put(node, survey)));
              return answers;
            });
  }

  /** The first of each region, then the second of each. */
  private static List<Peer> inTurn(NodeView seen) {
    Map<RegionName, List<Peer>> regions = byRegion(seen);
    List<Peer> all = new ArrayList<>();
    int longest = regions.values().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<Peer> peers : regions.values()) {
        if (i < peers.size()) {
          all.add(peers.get(i));
        }
      }
    }
    return all;
  }

  private static Map<RegionName, List<Peer>> byRegion(NodeView seen) {
    Map<RegionName, List<Peer>> regions = new TreeMap<>();
    for (Member member : seen.members()) {
      Peer peer = member.peer();
      if (member.liveness() != Liveness.DEAD && !peer.node().equals(seen.self())) {
        regions.computeIfAbsent(peer.region(), any -> new ArrayList<>()).add(peer);
      }
    }
    return regions;
  }

  private synchronized CompletableFuture<Map<RegionName, Long>> roundTrips() {
    long now = System.nanoTime();
    if (latest == null || now - latestNanos > SAME_NANOS) {
      latest = view.get().thenCompose(this::measured);
      latestNanos = now;
    }
    return latest;
  }

  private CompletableFuture<Map<RegionName, Long>> measured(NodeView seen) {
    Map<RegionName, CompletableFuture<Long>> trips = new TreeMap<>();
    byRegion(seen).entrySet().stream()
        .limit(MOST_REGIONS)
        .forEach(
            entry ->
                trips.put(
                    entry.getKey(),
                    trips(entry.getValue().get(0), TRIPS, Long.MAX_VALUE)
                        .exceptionally(failure -> Long.MAX_VALUE)));
    return CompletableFuture.allOf(trips.values().toArray(CompletableFuture[]::new))
        .thenApply(
            any -> {
              Map<RegionName, Long> known = new TreeMap<>();
              trips.forEach(
                  (region, trip) -> {
                    if (trip.join() != Long.MAX_VALUE) {
                      known.put(region, trip.join());
                    }
                  });
              return known;
            });
  }

  /** The least of some, of which the first may have to make the connection. */
  private CompletableFuture<Long> trips(Peer to, int left, long least) {
    if (left == 0) {
      return CompletableFuture.completedFuture(least);
    }
    long begun = System.nanoTime();
    return transport
        .survey(to, false)
        .thenCompose(answer -> trips(to, left - 1, Math.min(least, System.nanoTime() - begun)));
  }
}
