package dev.linnet.core.swarm;

import static dev.linnet.core.swarm.SwarmNetwork.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.swarm.SwarmNetwork.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmNetworkTest {
  private static final List<String> REGIONS = List.of("asia", "eu", "na");
  private static final int CHUNKS = 200;

  private static SwarmNetwork threeRegions(long seed) {
    return new SwarmNetwork(seed, CHUNKS, REGIONS, 8, SwarmNetwork.FAST);
  }

  private static double copies(SwarmNetwork network) {
    return network.crossings.values().stream().mapToInt(Integer::intValue).max().orElseThrow()
        / (double) CHUNKS;
  }

  @Test
  void eachChunkCrossesIntoEachRegionAboutOnce() {
    for (long seed = 1; seed <= 5; seed++) {
      SwarmNetwork network = threeRegions(seed);
      long start = network.nowNanos;
      network.start();
      assertThat(network.runUntil(network::allComplete, 300 * SECOND)).as("seed %d", seed).isTrue();
      System.out.printf(
          "swarm, seed %d: 24 nodes have %d chunks after %.1f s, at most %.3f copies into a region,"
              + " %d of %d orders to the origin%n",
          seed,
          CHUNKS,
          (network.nowNanos - start) / 1e9,
          copies(network),
          network.ordersBySource.getOrDefault("origin", 0),
          network.trace.size());
      assertThat(copies(network)).as("seed %d", seed).isBetween(1.0, 1.1);
    }
  }

  @Test
  void theRestCompletesWhenTheOriginDiesInTheMiddle() {
    for (long seed = 1; seed <= 5; seed++) {
      SwarmNetwork network = threeRegions(seed);
      network.start();
      assertThat(
              network.runUntil(
                  () -> REGIONS.stream().anyMatch(region -> network.chunksIn(region) == CHUNKS),
                  300 * SECOND))
          .isTrue();
      assertThat(network.allComplete()).isFalse();
      network.killOrigin();
      long killed = network.nowNanos;
      assertThat(network.runUntil(network::allComplete, 300 * SECOND)).as("seed %d", seed).isTrue();
      System.out.printf(
          "swarm, seed %d: complete %.1f s after the origin died, %.3f copies%n",
          seed, (network.nowNanos - killed) / 1e9, copies(network));
      assertThat(copies(network)).as("seed %d", seed).isLessThan(1.5);
    }
  }

  @Test
  void aRegionThatStartsAfterTheOriginDiedFetchesFromTheOthers() {
    SwarmNetwork network = threeRegions(3);
    network.start("eu");
    assertThat(network.runUntil(() -> network.chunksIn("eu") == CHUNKS, 300 * SECOND)).isTrue();
    network.killOrigin();
    long killed = network.nowNanos;
    network.start("na");
    network.start("asia");
    assertThat(network.runUntil(network::allComplete, 300 * SECOND)).isTrue();
    System.out.printf(
        "swarm: two regions complete %.1f s after they started without an origin, %.3f copies%n",
        (network.nowNanos - killed) / 1e9, copies(network));
    assertThat(copies(network)).isLessThan(1.1);
  }

  @Test
  void honestNodesCompleteWhateverAFewOthersDo() {
    for (long seed = 100; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SwarmNetwork network = threeRegions(seed);
      long start = network.nowNanos;
      List<String> faults = new ArrayList<>();
      for (String region : REGIONS) {
        for (int i = 0; i < 2; i++) {
          String node = region + "-" + random.nextInt(8);
          Manner manner = Manner.values()[1 + random.nextInt(3)];
          network.manner(node, manner);
          faults.add(node + " " + manner);
        }
      }
      network.loseMessages(0.3);
      network.start();
      boolean complete = network.runUntil(network::allComplete, 600 * SECOND);
      double seconds = (network.nowNanos - start) / 1e9;
      System.out.printf(
          "swarm, seed %d: complete after %.1f s, %.3f copies, with %s%n",
          seed, seconds, copies(network), faults);
      assertThat(complete).as("seed %d with %s", seed, faults).isTrue();
      // Twice what a mesh without faults takes.
      assertThat(seconds).as("seed %d with %s", seed, faults).isLessThan(2 * 18);
    }
  }

  @Test
  void aCorruptPeerIsShunned() {
    SwarmNetwork network = threeRegions(7);
    network.manner("eu-3", Manner.CORRUPT);
    network.start();
    assertThat(network.runUntil(network::allComplete, 300 * SECOND)).isTrue();
    // Each of 23 nodes asks it as often as orders to one source may be under way, and never again.
    assertThat(network.ordersBySource.get("eu-3"))
        .isBetween(1, 23 * SwarmSettings.defaults().maxInFlightPerSource());
  }

  @Test
  void aDeadFetcherIsSteppedInFor() {
    SwarmNetwork healthy = threeRegions(9);
    long start = healthy.nowNanos;
    healthy.start();
    assertThat(healthy.runUntil(healthy::allComplete, 300 * SECOND)).isTrue();
    SwarmNetwork network = threeRegions(9);
    network.manner("na-2", Manner.SILENT);
    network.manner("na-5", Manner.SILENT);
    network.start();
    assertThat(network.runUntil(network::allComplete, 300 * SECOND)).isTrue();
    double extraSeconds = (network.nowNanos - healthy.nowNanos) / 1e9;
    System.out.printf(
        "swarm: two dead fetchers of 8 cost %.1f s on top of %.1f s, %.3f copies%n",
        extraSeconds, (healthy.nowNanos - start) / 1e9, copies(network));
    assertThat(extraSeconds).isLessThan(2 * SwarmSettings.defaults().stepInNanos() / 1e9);
    assertThat(copies(network)).isLessThan(1.1);
  }

  @ParameterizedTest
  @CsvSource({"4, 32, 1.35", "16, 256, 1.2"})
  void aSeedSendsEachChunkAboutOnceAndItsLinkIsTheBound(int others, int chunks, double most) {
    double bytesPerSecond = 20e6 / 8;
    SwarmNetwork network =
        new SwarmNetwork(
            1,
            chunks,
            List.of("eu"),
            others + 1,
            new SwarmNetwork.Speeds(bytesPerSecond, bytesPerSecond, 8, 200 * SwarmNetwork.MILLI));
    network.killOrigin();
    network.seed("eu-0");
    long start = network.nowNanos;
    network.start();
    assertThat(network.runUntil(network::allComplete, 300 * SECOND)).isTrue();
    // Of max(F/u_s, F/d, N F/(u_s + sum u_i)) the first is the greatest.
    double boundSeconds = chunks * Manifests.CHUNK_BYTES / bytesPerSecond;
    double ratio = (network.nowNanos - start) / 1e9 / boundSeconds;
    System.out.printf(
        "swarm: %d nodes and a seed take %.3f of the fluid bound, the seed sends %.3f copies%n",
        others, ratio, network.copiesFrom("eu-0"));
    assertThat(ratio).isLessThan(most);
    assertThat(network.copiesFrom("eu-0")).isLessThan(1.1);
  }

  @Test
  void sameSeedSameTrace() {
    SwarmNetwork first = threeRegions(11);
    first.start();
    SwarmNetwork second = threeRegions(11);
    second.start();
    SwarmNetwork other = threeRegions(12);
    other.start();
    assertThat(first.runUntil(first::allComplete, 300 * SECOND)).isTrue();
    assertThat(second.runUntil(second::allComplete, 300 * SECOND)).isTrue();
    assertThat(other.runUntil(other::allComplete, 300 * SECOND)).isTrue();
    assertThat(first.trace).isEqualTo(second.trace).isNotEqualTo(other.trace);
  }
}
