package dev.linnet.core;

import static dev.linnet.core.TestManifests.manifest;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message.ChunksAsked;
import dev.linnet.core.Message.ChunksHeld;
import dev.linnet.core.Message.HolderNamed;
import dev.linnet.core.Message.ManifestAsked;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.swarm.SwarmSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A node that wants a model of which it knows no more than the digest, and one neighbour. */
class StockTest {
  private static final NodeName SELF = new NodeName("eu-1");
  private static final Peer NEIGHBOUR =
      new Peer(new NodeName("eu-2"), EU, new Address("127.0.0.1", 7700));
  private static final Peer AFAR =
      new Peer(
          new NodeName("other-0-1"), new RegionName("other-0"), new Address("127.0.0.1", 7800));
  private static final Peer FAR_HOLDER =
      new Peer(new NodeName("other-0-99"), AFAR.region(), new Address("127.0.0.1", 7899));
  private static final Manifest MODEL = manifest("1");

  private final SplittableRandom random = new SplittableRandom(1);
  private final RecordedEffects effects = new RecordedEffects();
  private final Councils councils = new Replica(trust(), EU).councils();
  private final Directory directory = new Directory(SELF, EU, councils);
  private final Library library = new Library(new Profile(Map.of(), Map.of()), List.of());
  private final Stock stock =
      new Stock(
          SELF,
          EU,
          directory,
          library,
          new Swarm(SELF, EU, SwarmSettings.defaults(), random),
          random);

  @Test
  void chunksAreAskedForAsSoonAsTheManifestIsHere() {
    assertThat(directory.up(NEIGHBOUR)).isTrue();
    stock.want(MODEL.digest(), 0, effects);
    stock.step(0, effects);
    assertThat(effects.sent)
        .containsExactly(new RecordedEffects.Sent("eu-2", new ManifestAsked(MODEL.digest())));
    long givenNanos = Duration.ofMillis(3).toNanos();
    stock.onStored(library.add(MODEL.digest(), ManifestJson.write(MODEL)), effects);
    stock.step(givenNanos, effects);
    assertThat(effects.located).containsExactly(MODEL);
    stock.onLocated(MODEL.digest(), new BitSet(), givenNanos);
    stock.step(givenNanos, effects);
    assertThat(effects.sent)
        .last()
        .isEqualTo(new RecordedEffects.Sent("eu-2", new ChunksAsked(MODEL.digest())));
  }

  /** The manifest is here, and none of its chunks. */
  private void wantChunks() {
    library.add(MODEL.digest(), ManifestJson.write(MODEL));
    stock.want(MODEL.digest(), 0, effects);
    stock.onLocated(MODEL.digest(), new BitSet(), 0);
  }

  private long sent(Message message) {
    return effects.sent.stream().filter(each -> each.message().equals(message)).count();
  }

  private void regionOf(int neighbours) {
    for (int i = 0; i < neighbours; i++) {
      directory.up(new Peer(new NodeName("eu-" + (2 + i)), EU, new Address("127.0.0.1", 7700 + i)));
    }
  }

  /** Two nodes in each. */
  private void otherRegions(int count) {
    for (int i = 0; i < count; i++) {
      RegionName region = new RegionName("other-" + i);
      for (String node : List.of(region + "-1", region + "-2")) {
        Address address = new Address("127.0.0.1", 7800 + i);
        councils.add(region, new NodeName(node));
        directory.learned(
            new NodeName(node),
            region,
            new NodeRecord("test", 1, address, new Profile(Map.of(), Map.of())),
            0);
      }
    }
  }

  private List<Long> askedAtMillis(long untilMillis) {
    List<Long> asked = new ArrayList<>();
    for (long millis = 0; millis < untilMillis; millis += 100) {
      effects.sent.clear();
      stock.step(Duration.ofMillis(millis).toNanos(), effects);
      if (sent(new ChunksAsked(MODEL.digest())) > 0) {
        asked.add(millis);
      }
    }
    return asked;
  }

  @Test
  void whoAsksForWhatIsWantedHereIsAskedInTurnOnce() {
    regionOf(16);
    wantChunks();
    stock.onChunksAsked(NEIGHBOUR, MODEL.digest(), 0, effects);
    stock.onChunksAsked(NEIGHBOUR, MODEL.digest(), 1, effects);
    assertThat(sent(new ChunksAsked(MODEL.digest()))).isEqualTo(1);
  }

  @Test
  void whoAsksInALargeRegionIsNotAskedInTurn() {
    regionOf(17);
    wantChunks();
    stock.onChunksAsked(NEIGHBOUR, MODEL.digest(), 0, effects);
    assertThat(sent(new ChunksAsked(MODEL.digest()))).isZero();
  }

  @Test
  void neighboursAreAskedLessAndLessOftenAsTheySayThemselvesWhatTheyGain() {
    regionOf(16);
    wantChunks();
    assertThat(askedAtMillis(20_000))
        .containsExactly(0L, 400L, 1_200L, 2_800L, 6_000L, 11_200L, 16_400L);
  }

  @Test
  void othersOfALargeRegionAreAskedAsOftenAsEver() {
    regionOf(17);
    wantChunks();
    assertThat(askedAtMillis(2_000)).containsExactly(0L, 400L, 800L, 1_200L, 1_600L);
  }

  @Test
  void oneOfEachOtherRegionIsAskedLessAndLessOftenOnceSomebodyHasSome() {
    otherRegions(8);
    wantChunks();
    stock.onChunksHeld(AFAR, new ChunksHeld(MODEL.digest(), BitSet.valueOf(new long[] {1})), 0);
    stock.step(0, effects);
    assertThat(askedRegions()).doesNotHaveDuplicates().hasSize(8);
    assertThat(askedAtMillis(8_000)).containsExactly(400L, 1_200L, 2_800L, 4_400L, 6_000L, 7_600L);
  }

  @Test
  void aKeeperAndAnotherOfFewRegionsAreAskedAsOftenAsEverWhileNobodyIsKnownToHaveAny() {
    otherRegions(4);
    wantChunks();
    stock.step(0, effects);
    assertThat(Set.copyOf(askedRegions())).hasSize(4);
    assertThat(askedRegions()).hasSizeBetween(4, 8);
    assertThat(askedAtMillis(2_000)).containsExactly(400L, 800L, 1_200L, 1_600L);
  }

  @Test
  void oneWhomAKeeperNamesIsAskedByWhoSeeks() {
    otherRegions(1);
    wantChunks();
    stock.step(0, effects);
    effects.sent.clear();

    stock.onHolderNamed(AFAR, new HolderNamed(MODEL.digest(), FAR_HOLDER), effects);

    assertThat(effects.sent)
        .containsExactly(
            new RecordedEffects.Sent(FAR_HOLDER.node().value(), new ChunksAsked(MODEL.digest())));
    assertThat(stock.named(FAR_HOLDER.node())).contains(FAR_HOLDER);
  }

  @Test
  void oneWhomNobodyWasAskedForOrOfAnotherRegionIsNotAsked() {
    otherRegions(1);
    wantChunks();
    stock.onHolderNamed(AFAR, new HolderNamed(MODEL.digest(), FAR_HOLDER), effects);
    stock.step(0, effects);
    effects.sent.clear();

    stock.onHolderNamed(AFAR, new HolderNamed(manifest("2").digest(), FAR_HOLDER), effects);
    stock.onHolderNamed(AFAR, new HolderNamed(MODEL.digest(), NEIGHBOUR), effects);

    assertThat(effects.sent).isEmpty();
    assertThat(stock.named(FAR_HOLDER.node())).isEmpty();
  }

  @Test
  void whoeverIsNamedEachQuestionLeadsToAFewMoreAtMost() {
    otherRegions(1);
    wantChunks();
    stock.step(0, effects);
    effects.sent.clear();

    for (int i = 0; i < 100; i++) {
      Peer invented = new Peer(new NodeName("invented-" + i), AFAR.region(), AFAR.address());
      stock.onHolderNamed(AFAR, new HolderNamed(MODEL.digest(), invented), effects);
    }

    assertThat(effects.sent).hasSize(8);
  }

  @Test
  void aKeeperAsksItsRegionForWhatAnotherSeeksAndNamesWhoHasIt() {
    regionOf(20);
    councils.add(EU, SELF);
    library.add(MODEL.digest(), ManifestJson.write(MODEL));
    stock.onChunksAsked(AFAR, MODEL.digest(), 0, effects);
    stock.onLocated(MODEL.digest(), new BitSet(), 0);
    effects.sent.clear();

    stock.step(0, effects);

    assertThat(sent(new ChunksAsked(MODEL.digest()))).isEqualTo(16);
    BitSet all = new BitSet();
    all.set(0, MODEL.chunks().size());
    stock.onChunksHeld(NEIGHBOUR, new ChunksHeld(MODEL.digest(), all), 0);
    effects.sent.clear();
    stock.onChunksAsked(AFAR, MODEL.digest(), Duration.ofMillis(400).toNanos(), effects);

    assertThat(effects.sent)
        .containsExactly(
            new RecordedEffects.Sent(
                AFAR.node().value(), new HolderNamed(MODEL.digest(), NEIGHBOUR)));
  }

  private List<String> askedRegions() {
    return effects.sent.stream()
        .filter(sent -> sent.message().equals(new ChunksAsked(MODEL.digest())))
        .map(sent -> sent.to().replaceAll("-[12]$", ""))
        .toList();
  }

  @Test
  void ofMoreRegionsOthersAreAskedAsOftenAsEver() {
    otherRegions(9);
    wantChunks();
    assertThat(askedAtMillis(2_000)).containsExactly(0L, 400L, 800L, 1_200L, 1_600L);
    assertThat(sent(new ChunksAsked(MODEL.digest()))).isZero();
    stock.step(Duration.ofMillis(2_000).toNanos(), effects);
    assertThat(sent(new ChunksAsked(MODEL.digest()))).isEqualTo(8);
  }
}
