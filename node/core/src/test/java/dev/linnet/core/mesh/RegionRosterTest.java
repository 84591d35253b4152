package dev.linnet.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where node eu-1 looks for its region. */
class RegionRosterTest {
  private static final RegionName EU = new RegionName("eu");
  private static final RegionName NA = new RegionName("na");
  private static final Address ADDRESS = new Address("127.0.0.1", 7700);
  private static final NodeName EU_2 = new NodeName("eu-2");

  private final Councils councils = new Councils("test");
  private final Directory directory = new Directory(new NodeName("eu-1"), EU, councils);

  @Test
  void whoIsHeldForGoneIsStillLookedFor() {
    learn("eu-1", EU);
    learn("eu-2", EU);
    learn("na-1", NA);
    directory.up(new Peer(EU_2, EU, ADDRESS));
    directory.down(EU_2, false);
    assertThat(directory.regionPeers()).isEmpty();
    assertThat(directory.regionRoster()).extracting(Peer::node).containsExactly(EU_2);
  }

  @Test
  void whoWasMetAndHasNoRecordYetIsLookedForAsWell() {
    directory.up(new Peer(EU_2, EU, ADDRESS));
    assertThat(directory.regionRoster()).extracting(Peer::node).containsExactly(EU_2);
  }

  private void learn(String node, RegionName region) {
    NodeRecord record = new NodeRecord("test", 1, ADDRESS, new Profile(Map.of(), Map.of()));
    councils.add(region, new NodeName(node));
    directory.learned(new NodeName(node), region, record, 0);
  }
}
