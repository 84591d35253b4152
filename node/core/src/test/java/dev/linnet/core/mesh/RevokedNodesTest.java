package dev.linnet.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What node eu-1 knows of nodes once they are revoked. */
class RevokedNodesTest {
  private static final RegionName EU = new RegionName("eu");
  private static final RegionName NA = new RegionName("na");
  private static final Address ADDRESS = new Address("127.0.0.1", 7700);

  private final Councils councils = new Councils("test");
  private final Directory directory = new Directory(new NodeName("eu-1"), EU, councils);

  RevokedNodesTest() {
    learn("eu-1", EU);
    learn("eu-2", EU);
    learn("eu-3", EU);
  }

  private void learn(String node, RegionName region) {
    NodeRecord record = new NodeRecord("test", 1, ADDRESS, new Profile(Map.of(), Map.of()));
    councils.add(region, new NodeName(node));
    directory.learned(new NodeName(node), region, record, 0);
  }

  @Test
  void peerOfTheRegionIsNoneAnyMore() {
    directory.up(new Peer(new NodeName("eu-2"), EU, ADDRESS));
    assertThat(directory.regionPeers()).hasSize(2);

    directory.revoke(Set.of(new NodeName("eu-2")));
    assertThat(directory.regionPeers())
        .extracting(Peer::node)
        .containsExactly(new NodeName("eu-3"));
    assertThat(directory.peer(new NodeName("eu-2"))).isEmpty();
    assertThat(directory.strangers()).isEmpty();
  }

  @Test
  void regionOfNobodyElseIsGone() {
    learn("na-1", NA);
    directory.revoke(Set.of(new NodeName("na-1")));
    councils.remove(NA, new NodeName("na-1"));
    assertThat(directory.regions()).containsExactly(EU);
  }
}
