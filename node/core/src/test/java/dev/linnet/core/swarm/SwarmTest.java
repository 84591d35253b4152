package dev.linnet.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwarmTest {
  private static final long SECOND = 1_000_000_000L;
  private static final SwarmSettings SETTINGS = SwarmSettings.defaults();
  private static final NodeName SELF = new NodeName("eu-0");
  private static final String ORIGIN = "http://origin.test/model";

  private final Swarm swarm =
      new Swarm(SELF, new RegionName("eu"), SETTINGS, new SplittableRandom(1));

  private static Peer peer(String region, int number) {
    return new Peer(
        new NodeName(region + "-" + number),
        new RegionName(region),
        new Address("127.0.0.1", 7000 + number));
  }

  private static BitSet all(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }

  private static BitSet only(int... indexes) {
    BitSet bits = new BitSet();
    for (int index : indexes) {
      bits.set(index);
    }
    return bits;
  }

  private static Digest chunk(Manifest manifest, int index) {
    return manifest.chunks().get(index).digest();
  }

  private static Digest chunk(Order order) {
    return chunk(order.manifest(), order.chunkIndex());
  }

  private static List<Integer> indexes(List<Order> orders) {
    return orders.stream().map(Order::chunkIndex).toList();
  }

  private Manifest want(int chunkCount, @Nullable String origin) {
    Manifest manifest = Manifests.of("detector", chunkCount, origin);
    swarm.want(manifest, new BitSet(), 0);
    return manifest;
  }

  @Test
  void anOrderIsGivenOnceUntilItIsAnswered() {
    Manifest manifest = want(3, ORIGIN);
    for (int i = 1; i <= 3; i++) {
      swarm.peerHolds(peer("eu", i), manifest.digest(), all(3), 0);
    }
    List<Order> orders = swarm.next(0);
    assertThat(indexes(orders)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(swarm.next(1)).isEmpty();
    orders.forEach(order -> swarm.stored(chunk(order), order.source(), SECOND));
    assertThat(swarm.complete(manifest.digest())).isTrue();
    assertThat(swarm.held(manifest.digest())).isEqualTo(all(3));
    assertThat(swarm.wanted()).isEmpty();
    assertThat(swarm.wants(manifest.digest())).isTrue();
    assertThat(swarm.next(100 * SECOND)).isEmpty();
  }

  @Test
  void oneThatHasNothingOfWhatIsMissingOrFailsIsNoHolder() {
    Manifest manifest = want(2, null);
    assertThat(swarm.knowsHolder()).isFalse();
    swarm.peerHolds(peer("us", 1), manifest.digest(), only(0), 0);
    assertThat(swarm.knowsHolder()).isTrue();
    Order order = swarm.next(0).get(0);
    swarm.stored(chunk(order), order.source(), 0);
    assertThat(swarm.knowsHolder()).isFalse();
    swarm.peerHolds(peer("us", 2), manifest.digest(), only(1), 0);
    assertThat(swarm.knowsHolder()).isTrue();
    Order refused = swarm.next(0).get(0);
    swarm.failed(chunk(refused), refused.source(), ChunkFailure.UNREACHABLE, SECOND);
    assertThat(swarm.knowsHolder()).isFalse();
  }

  @Test
  void ordersAreBoundedPerSourceAndInAll() {
    Manifest manifest = want(100, null);
    for (int i = 1; i <= 20; i++) {
      swarm.peerHolds(peer("eu", i), manifest.digest(), all(100), 0);
    }
    List<Order> orders = swarm.next(0);
    assertThat(orders).hasSize(SETTINGS.maxInFlight());
    assertThat(orders.stream().map(Order::chunkIndex).distinct()).hasSameSizeAs(orders);
    assertThat(orders.stream().map(Order::source).distinct()).hasSameSizeAs(orders);
  }

  @Test
  void aQuickSourceGetsMoreOrdersAtOnceAndASlowOneFewer() {
    Manifest manifest = want(100, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(100), 0);
    List<Order> underWay = new ArrayList<>(swarm.next(0));
    assertThat(underWay).hasSize(1);
    for (int i = 1; i < 10; i++) {
      Order first = underWay.remove(0);
      swarm.stored(chunk(first), first.source(), 0);
      underWay.addAll(swarm.next(0));
      assertThat(underWay).hasSize(Math.min(1 + i, SETTINGS.maxInFlightPerSource()));
    }
    long now = 0;
    for (int i = 1; i < 10; i++) {
      now += SECOND;
      Order first = underWay.remove(0);
      swarm.stored(chunk(first), first.source(), now);
      underWay.addAll(swarm.next(now));
      assertThat(underWay).hasSize(Math.max(1, SETTINGS.maxInFlightPerSource() - i));
    }
  }

  /** Of 100 chunks, those that each of some members orders from the only one that holds them. */
  private static List<Set<Integer>> firstCopies(int memberCount) {
    Manifest manifest = Manifests.of("detector", 100, null);
    List<Set<Integer>> ordered = new ArrayList<>();
    for (int member = 1; member <= memberCount; member++) {
      Swarm swarm =
          new Swarm(
              peer("eu", member).node(),
              new RegionName("eu"),
              SETTINGS,
              new SplittableRandom(member));
      swarm.want(manifest, new BitSet(), 0);
      for (int other = 1; other <= memberCount; other++) {
        swarm.peerHolds(peer("eu", other), manifest.digest(), new BitSet(), 0);
      }
      swarm.peerHolds(peer("eu", 0), manifest.digest(), all(100), 0);
      Set<Integer> own = new TreeSet<>();
      for (List<Order> orders = swarm.next(0); !orders.isEmpty(); orders = swarm.next(0)) {
        for (Order order : orders) {
          own.add(order.chunkIndex());
          swarm.stored(chunk(order), order.source(), 0);
        }
      }
      ordered.add(own);
    }
    return ordered;
  }

  @Test
  void theOnlyHolderIsAskedForEachChunkByOneMember() {
    List<Integer> all = firstCopies(5).stream().flatMap(Set::stream).sorted().toList();
    assertThat(all).isEqualTo(all(100).stream().boxed().toList());
  }

  @Test
  void theOnlyHolderOfAChunkIsSparedWhatOthersHoldToo() {
    Manifest manifest = want(9, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(9), 0);
    swarm.peerHolds(peer("eu", 2), manifest.digest(), only(0, 1, 2, 3, 4, 5, 6, 7), 0);
    // Chunk 8 is the other's to fetch, and nothing else is asked of who alone holds it.
    for (long second = 0; second < 5; second++) {
      for (Order order : swarm.next(second * SECOND)) {
        assertThat(order.chunkIndex() == 8)
            .isEqualTo(order.source().equals(new Source.OfPeer(peer("eu", 1))));
      }
    }
  }

  private static Swarm of(String region) {
    return new Swarm(
        peer(region, 0).node(), new RegionName(region), SETTINGS, new SplittableRandom(1));
  }

  /** What a swarm orders at one moment, each order being answered at once. */
  private static Set<Integer> ordersAtOnce(Swarm swarm, long nowNanos) {
    Set<Integer> ordered = new TreeSet<>();
    for (List<Order> orders = swarm.next(nowNanos);
        !orders.isEmpty();
        orders = swarm.next(nowNanos)) {
      for (Order order : orders) {
        ordered.add(order.chunkIndex());
        swarm.stored(chunk(order), order.source(), nowNanos);
      }
    }
    return ordered;
  }

  @Test
  void whatOneRegionAloneHoldsIsFetchedByOneOther() {
    Manifest manifest = Manifests.of("detector", 100, null);
    List<Integer> ordered = new ArrayList<>();
    List<String> regions = List.of("af", "asia", "eu", "na", "sa");
    for (String region : regions) {
      Swarm one = of(region);
      one.want(manifest, new BitSet(), 0);
      regions.stream()
          .filter(other -> !other.equals(region))
          .forEach(other -> one.peerHolds(peer(other, 0), manifest.digest(), new BitSet(), 0));
      one.peerHolds(peer("oz", 0), manifest.digest(), all(100), 0);
      ordered.addAll(ordersAtOnce(one, 0));
    }
    assertThat(ordered.stream().sorted()).isEqualTo(all(100).stream().boxed().toList());
  }

  @Test
  void ofWhatTwoRegionsHoldFourOthersFetchAtOnce() {
    Manifest manifest = Manifests.of("detector", 1, null);
    List<String> regions = List.of("af", "asia", "eu", "na", "sa", "us", "in", "cn");
    List<Long> seconds = new ArrayList<>();
    for (String region : regions) {
      Swarm one = of(region);
      one.want(manifest, new BitSet(), 0);
      regions.forEach(other -> one.peerHolds(peer(other, 0), manifest.digest(), new BitSet(), 0));
      one.peerHolds(peer("oz", 0), manifest.digest(), all(1), 0);
      one.peerHolds(peer("nz", 0), manifest.digest(), all(1), 0);
      long second = 0;
      while (one.next(second * SECOND).isEmpty()) {
        second++;
      }
      seconds.add(second);
    }
    assertThat(seconds.stream().sorted()).containsExactly(0L, 0L, 0L, 0L, 5L, 10L, 10L, 15L);
  }

  @Test
  void theRegionThatAloneHoldsAChunkIsSparedWhatOthersHoldToo() {
    Manifest manifest = want(12, null);
    swarm.peerHolds(peer("na", 1), manifest.digest(), all(12), 0);
    swarm.peerHolds(peer("asia", 1), manifest.digest(), all(6), 0);
    Set<Integer> ordered = new TreeSet<>();
    for (List<Order> orders = swarm.next(0); !orders.isEmpty(); orders = swarm.next(0)) {
      for (Order order : orders) {
        boolean isOfTheOnlyOne = order.source().equals(new Source.OfPeer(peer("na", 1)));
        assertThat(order.chunkIndex() >= 6).as("%s", order).isEqualTo(isOfTheOnlyOne);
        ordered.add(order.chunkIndex());
        swarm.stored(chunk(order), order.source(), 0);
      }
    }
    // Of those that one alone holds, some are the other region's to fetch.
    assertThat(ordered).contains(0, 1, 2, 3, 4, 5).hasSizeBetween(7, 11);
  }

  @Test
  void acrossTheWideAreaOneOrderGoesUntilItWasQuick() {
    Manifest manifest = want(100, null);
    for (int i = 1; i <= 20; i++) {
      swarm.peerHolds(peer("na", i), manifest.digest(), all(100), 0);
    }
    List<Order> underWay = new ArrayList<>(swarm.next(0));
    assertThat(underWay).hasSize(1);
    for (int i = 1; i < 20; i++) {
      Order first = underWay.remove(0);
      swarm.stored(chunk(first), first.source(), 0);
      underWay.addAll(swarm.next(0));
      assertThat(underWay).hasSize(Math.min(1 + i, SETTINGS.maxInFlight()));
    }
  }

  @Test
  void whileARegionWaitsForOthersTheOriginIsAsked() {
    Manifest manifest = want(20, ORIGIN);
    for (String region : List.of("af", "asia", "sa")) {
      swarm.peerHolds(peer(region, 0), manifest.digest(), new BitSet(), 0);
    }
    swarm.peerHolds(peer("na", 1), manifest.digest(), all(20), 0);
    assertThat(ordersAtOnce(swarm, 0)).hasSize(20);
  }

  @Test
  void aRegionThatOnlyClaimsToBeAtWorkIsNotWaitedFor() {
    Manifest manifest = want(40, null);
    swarm.peerHolds(peer("na", 1), manifest.digest(), all(40), 0);
    BitSet claimed = new BitSet();
    long second = 0;
    for (; !swarm.complete(manifest.digest()); second++) {
      // Each second one chunk more, and none is given.
      claimed.set((int) second);
      long now = second * SECOND;
      swarm.peerHolds(peer("asia", 1), manifest.digest(), (BitSet) claimed.clone(), now);
      for (Order order : swarm.next(now)) {
        if (order.source().equals(new Source.OfPeer(peer("asia", 1)))) {
          swarm.failed(chunk(order), order.source(), ChunkFailure.MISSING, now);
        } else {
          swarm.stored(chunk(order), order.source(), now);
        }
      }
    }
    assertThat(second).isLessThan(30);
  }

  @Test
  void manyHoldersOfOneRegionDoNotHideAnother() {
    Manifest manifest = want(20, null);
    BitSet allButTheFirst = all(20);
    allButTheFirst.clear(0);
    for (int i = 1; i <= 500; i++) {
      swarm.peerHolds(peer("na", i), manifest.digest(), allButTheFirst, 0);
    }
    swarm.peerHolds(peer("asia", 1), manifest.digest(), only(0), 0);
    // By then it is this region's turn.
    assertThat(swarm.next(SETTINGS.stepInNanos()).stream().map(Order::source))
        .containsExactly(new Source.OfPeer(peer("asia", 1)));
  }

  @Test
  void rarestFirstAndOwnRegionFirst() {
    Manifest manifest = want(8, ORIGIN);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(8), 0);
    swarm.peerHolds(peer("eu", 2), manifest.digest(), all(8), 0);
    swarm.peerHolds(peer("eu", 3), manifest.digest(), only(0, 1, 2, 3, 4, 6, 7), 0);
    swarm.peerHolds(peer("na", 1), manifest.digest(), all(8), 0);
    List<Order> orders = swarm.next(0);
    assertThat(orders).hasSize(3);
    assertThat(orders.get(0).chunkIndex()).isEqualTo(5);
    assertThat(orders)
        .allSatisfy(
            order ->
                assertThat(((Source.OfPeer) order.source()).peer().region().value())
                    .isEqualTo("eu"));
  }

  @Test
  void ofTheWideSourcesPeersGoBeforeTheOrigin() {
    Manifest manifest = want(6, ORIGIN);
    swarm.peerHolds(peer("na", 1), manifest.digest(), all(6), 0);
    assertThat(swarm.next(0).stream().map(Order::source))
        .containsExactly(new Source.OfPeer(peer("na", 1)), new Source.OfOrigin(ORIGIN));
  }

  /** The first steps at which each of the members orders a manifest's only chunk. */
  private static List<Long> secondsOfFirstOrders(int memberCount, boolean speaking) {
    Manifest manifest = Manifests.of("detector", 1, ORIGIN);
    TreeSet<NodeName> members = new TreeSet<>();
    for (int i = 0; i < memberCount; i++) {
      members.add(new NodeName("eu-" + i));
    }
    List<Long> seconds = new ArrayList<>();
    for (NodeName member : members) {
      Swarm swarm = new Swarm(member, new RegionName("eu"), SETTINGS, new SplittableRandom(1));
      swarm.regionCouncil(members);
      swarm.want(manifest, new BitSet(), 0);
      for (int i = 0; i < memberCount && speaking; i++) {
        swarm.peerHolds(peer("eu", i), manifest.digest(), new BitSet(), 0);
      }
      long second = 0;
      while (swarm.next(second * SECOND).isEmpty()) {
        second++;
      }
      seconds.add(second);
    }
    return seconds.stream().sorted().toList();
  }

  @Test
  void membersStepInOneAfterTheOther() {
    assertThat(secondsOfFirstOrders(4, true)).containsExactly(0L, 5L, 10L, 15L);
  }

  @Test
  void membersNobodyHeardOfCostOneWaitTogether() {
    assertThat(secondsOfFirstOrders(4, false)).containsExactly(0L, 5L, 5L, 5L);
  }

  @Test
  void aMemberAtWorkIsWaitedForButNotForEver() {
    Manifest manifest = Manifests.of("detector", 2_000, ORIGIN);
    TreeSet<NodeName> members = new TreeSet<>(List.of(SELF, new NodeName("eu-1")));
    SwarmSettings settings =
        new SwarmSettings(
            4,
            4,
            1,
            5 * SECOND,
            60 * SECOND,
            10 * SECOND,
            1 << 20,
            SECOND,
            60 * SECOND,
            5 * SECOND,
            4,
            SECOND,
            128);
    Swarm patient = new Swarm(SELF, new RegionName("eu"), settings, new SplittableRandom(1));
    patient.regionCouncil(members);
    patient.want(manifest, new BitSet(), 0);
    TreeSet<Integer> ownChunks = new TreeSet<>();
    for (List<Order> orders = patient.next(0); !orders.isEmpty(); orders = patient.next(0)) {
      for (Order order : orders) {
        ownChunks.add(order.chunkIndex());
        patient.stored(chunk(order), order.source(), 0);
      }
    }
    assertThat(ownChunks).hasSizeBetween(900, 1_100);
    // The other one drips: it says once a second that it holds one chunk more, and gives none. What
    // it claims is fetched from elsewhere soon; for what it does not claim yet it is waited for.
    BitSet claimed = new BitSet();
    long second = 0;
    List<Order> orders = List.of();
    while (orders.stream().allMatch(order -> claimed.get(order.chunkIndex()))) {
      second++;
      int next = claimed.nextClearBit(0);
      while (ownChunks.contains(next)) {
        claimed.set(next);
        next = claimed.nextClearBit(0);
      }
      claimed.set(next);
      long now = second * SECOND;
      patient.peerHolds(peer("eu", 1), manifest.digest(), claimed, now);
      orders = patient.next(now);
      for (Order order : orders) {
        if (isFromOrigin(order)) {
          patient.stored(chunk(order), order.source(), now);
        } else {
          patient.failed(chunk(order), order.source(), ChunkFailure.UNREACHABLE, now);
        }
      }
    }
    assertThat(second).isEqualTo(65);
  }

  private static boolean isFromOrigin(Order order) {
    return order.source() instanceof Source.OfOrigin;
  }

  @Test
  void sourcesThatFailAreLeftAloneEverLonger() {
    Manifest manifest = want(1, ORIGIN);
    Digest only = chunk(manifest, 0);
    Order order = swarm.next(0).get(0);
    long now = 0;
    for (int failures = 0; failures < 9; failures++) {
      swarm.failed(only, order.source(), ChunkFailure.UNREACHABLE, now);
      long failedAt = now;
      while (swarm.next(now).isEmpty()) {
        now += SECOND / 20;
      }
      double longest = Math.min(60, Math.scalb(1.0, failures));
      assertThat((now - failedAt) / 1e9).isBetween(0.75 * longest, longest + 0.05);
    }
  }

  @Test
  void aStoreThatTakesNothingPausesAndBlamesNoSource() {
    want(2, ORIGIN);
    Order order = swarm.next(0).get(0);
    swarm.failed(chunk(order), order.source(), ChunkFailure.NOT_STORED, SECOND);
    assertThat(swarm.next(6 * SECOND - 1)).isEmpty();
    assertThat(swarm.next(6 * SECOND)).containsExactly(order);
  }

  @Test
  void aBusyPeerIsAskedAgainAndNotBlamed() {
    Manifest manifest = want(1, ORIGIN);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(1), 0);
    Order order = swarm.next(0).get(0);
    swarm.failed(chunk(order), order.source(), ChunkFailure.BUSY, SECOND);
    assertThat(swarm.next(SECOND + SECOND / 2)).isEmpty();
    assertThat(swarm.next(2 * SECOND)).containsExactly(order);
  }

  @Test
  void whatABusyPeerHoldsIsFetchedFromAnother() {
    Manifest manifest = want(1, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(1), 0);
    swarm.peerHolds(peer("eu", 2), manifest.digest(), all(1), 0);
    Order order = swarm.next(0).get(0);
    swarm.failed(chunk(order), order.source(), ChunkFailure.BUSY, SECOND);
    assertThat(swarm.next(SECOND)).singleElement().isNotEqualTo(order);
  }

  @Test
  void whoIsBusyForAsLongAsAnOrderMayTakeIsNotWaitedFor() {
    Manifest manifest = want(1, ORIGIN);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(1), 0);
    long patienceNanos = SETTINGS.timeoutNanos(Manifests.CHUNK_BYTES);
    List<Order> instead = List.of();
    for (long now = 0; now <= patienceNanos; now += SECOND) {
      assertThat(instead).isEmpty();
      Order order = swarm.next(now).get(0);
      swarm.failed(chunk(order), order.source(), ChunkFailure.BUSY, now);
      instead = swarm.next(now);
    }
    assertThat(instead).singleElement().matches(SwarmTest::isFromOrigin);
  }

  @Test
  void silenceTimesOutAndNarrowsTheWindow() {
    Manifest manifest = want(100, null);
    for (int i = 1; i <= 16; i++) {
      swarm.peerHolds(peer("eu", i), manifest.digest(), all(100), 0);
    }
    assertThat(swarm.next(0)).hasSize(16);
    long timeout = SETTINGS.timeoutNanos(Manifests.CHUNK_BYTES);
    assertThat(swarm.next(timeout - 1)).isEmpty();
    swarm.next(timeout);
    List<Order> narrow = swarm.next(timeout + 2 * SECOND);
    assertThat(narrow).hasSize(8);
    for (Order order : narrow) {
      swarm.stored(chunk(order), order.source(), timeout + 3 * SECOND);
    }
    assertThat(swarm.next(timeout + 3 * SECOND)).hasSizeBetween(8, 9);
  }

  @Test
  void whoSendsAWrongChunkIsAskedNoMoreForThatManifest() {
    Manifest manifest = want(4, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(4), 0);
    Order order = swarm.next(0).get(0);
    swarm.failed(chunk(order), order.source(), ChunkFailure.CORRUPT, 0);
    swarm.peerGone(peer("eu", 1).node(), 0);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(4), SECOND);
    assertThat(swarm.next(10_000 * SECOND)).isEmpty();
    Manifest other = Manifests.of("other", 1, null);
    swarm.want(other, new BitSet(), 0);
    swarm.peerHolds(peer("eu", 1), other.digest(), all(1), 10_000 * SECOND);
    assertThat(swarm.next(10_000 * SECOND)).hasSize(1);
  }

  @Test
  void whoLacksWhatItClaimedIsAskedForTheRest() {
    Manifest manifest = want(2, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(2), 0);
    Order lacked = swarm.next(0).get(0);
    swarm.failed(chunk(lacked), lacked.source(), ChunkFailure.MISSING, 0);
    assertThat(swarm.next(0)).isEmpty();
    assertThat(indexes(swarm.next(2 * SECOND))).containsExactly(1 - lacked.chunkIndex());
  }

  @Test
  void aFileTheOriginLacksDoesNotStopTheOthers() {
    Manifest manifest = want(40, ORIGIN);
    long now = 0;
    for (int round = 0; round < 50; round++) {
      for (Order order : swarm.next(now)) {
        if (order.chunkIndex() == 0) {
          swarm.failed(chunk(order), order.source(), ChunkFailure.MISSING, now);
        } else {
          swarm.stored(chunk(order), order.source(), now);
        }
      }
    }
    assertThat(swarm.held(manifest.digest()).cardinality()).isEqualTo(39);
    assertThat(indexes(swarm.next(61 * SECOND))).containsExactly(0);
  }

  @Test
  void theLastChunksMayBeOrderedTwice() {
    Manifest manifest = want(1, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(1), 0);
    swarm.peerHolds(peer("eu", 2), manifest.digest(), all(1), 0);
    swarm.peerHolds(peer("eu", 3), manifest.digest(), all(1), 0);
    Order first = swarm.next(0).get(0);
    long oneLookBefore = SECOND - SECOND / 20;
    assertThat(swarm.next(oneLookBefore)).isEmpty();
    Order second = swarm.next(SECOND).get(0);
    assertThat(second.source()).isNotEqualTo(first.source());
    assertThat(swarm.next(2 * SECOND)).isEmpty();
    swarm.stored(chunk(manifest, 0), second.source(), 2 * SECOND);
    assertThat(swarm.complete(manifest.digest())).isTrue();
    swarm.failed(chunk(manifest, 0), first.source(), ChunkFailure.TIMED_OUT, 3 * SECOND);
    assertThat(swarm.complete(manifest.digest())).isTrue();
  }

  @Test
  void aChunkThatStandsInSeveralPlacesIsFetchedOnce() {
    Digest shared = Manifests.digest("shared");
    Manifest twice = Manifests.over("twice", ORIGIN, List.of(shared, shared));
    Manifest also = Manifests.over("also", null, List.of(Manifests.digest("own"), shared));
    swarm.want(twice, new BitSet(), 0);
    swarm.want(also, new BitSet(), 0);
    List<Order> orders = swarm.next(0);
    assertThat(orders).hasSize(1);
    swarm.stored(shared, orders.get(0).source(), 0);
    assertThat(swarm.complete(twice.digest())).isTrue();
    assertThat(swarm.held(also.digest())).isEqualTo(only(1));
    Manifest later = Manifests.over("later", ORIGIN, List.of(shared));
    swarm.want(later, new BitSet(), 0);
    assertThat(swarm.complete(later.digest())).isTrue();
  }

  @Test
  void whatIsForgottenIsNotFetched() {
    Manifest manifest = want(2, ORIGIN);
    Order order = swarm.next(0).get(0);
    swarm.forget(manifest.digest());
    swarm.stored(chunk(order), order.source(), 0);
    assertThat(swarm.next(SECOND)).isEmpty();
    assertThat(swarm.wants(manifest.digest())).isFalse();
    assertThat(swarm.held(manifest.digest()).isEmpty()).isTrue();
    swarm.want(manifest, only(0, 17), SECOND);
    assertThat(swarm.held(manifest.digest())).isEqualTo(only(0));
  }

  @Test
  void aGonePeersOrdersAreGivenToOthers() {
    Manifest manifest = want(1, null);
    swarm.peerHolds(peer("eu", 1), manifest.digest(), all(1), 0);
    assertThat(swarm.next(0)).hasSize(1);
    swarm.peerHolds(peer("eu", 2), manifest.digest(), all(1), 0);
    swarm.peerGone(peer("eu", 1).node(), 1);
    assertThat(swarm.next(1).get(0).source()).isEqualTo(new Source.OfPeer(peer("eu", 2)));
  }

  @Test
  void onlyTheMostUsefulHoldersAreRemembered() {
    Manifest manifest = want(20, null);
    for (int i = 1; i <= 500; i++) {
      swarm.peerHolds(peer("eu", i), manifest.digest(), only(0), 0);
    }
    swarm.peerHolds(peer("eu", 501), manifest.digest(), all(20), 0);
    // By then it is this node's turn, whoever goes before it.
    long afterAll = SETTINGS.maxHolders() * SETTINGS.stepInNanos();
    assertThat(swarm.next(afterAll).stream().map(Order::source))
        .contains(new Source.OfPeer(peer("eu", 501)));
  }

  @Test
  void settingsNameWhatIsWrong() {
    assertThatThrownBy(() -> new SwarmSettings(0, 4, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1))
        .hasMessage("swarm settings: maxInFlight is 0, expected at least 1");
    assertThatThrownBy(() -> new SwarmSettings(1, 4, 1, 1, 1, 1, 1, 2, 1, 1, 0, 0, 1))
        .hasMessage("swarm settings: backoffMaxNanos is 1, expected at least 2");
  }

  @Test
  void aChunkThatTheStoreLostIsFetchedAgainOnceForAllThatNeedIt() {
    Manifest one = Manifests.of("detector", 3, ORIGIN);
    Manifest other = Manifests.over("other", ORIGIN, List.of(chunk(one, 1), chunk(one, 2)));
    swarm.want(one, all(3), 0);
    swarm.want(other, all(2), 0);
    assertThat(swarm.next(0)).isEmpty();
    swarm.lost(Set.of(chunk(one, 1)), SECOND);
    assertThat(swarm.held(one.digest())).isEqualTo(only(0, 2));
    assertThat(swarm.held(other.digest())).isEqualTo(only(1));
    List<Order> orders = swarm.next(SECOND);
    assertThat(orders).hasSize(1);
    assertThat(chunk(orders.get(0))).isEqualTo(chunk(one, 1));
    swarm.stored(chunk(one, 1), orders.get(0).source(), 2 * SECOND);
    assertThat(swarm.complete(one.digest())).isTrue();
    assertThat(swarm.complete(other.digest())).isTrue();
  }
}
