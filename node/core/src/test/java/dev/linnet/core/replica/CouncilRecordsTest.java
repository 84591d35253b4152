package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.record;
import static dev.linnet.core.TestPeople.root;
import static dev.linnet.core.TestPeople.signed;
import static dev.linnet.core.TestPeople.status;
import static dev.linnet.core.TestPeople.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Councils;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.replica.Joined.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of a region that is larger than a council, what its council says of itself is kept alone. */
class CouncilRecordsTest {
  private static final int NODES = 100;
  private static final List<NodeName> NAMES =
      IntStream.range(0, NODES).mapToObj(i -> new NodeName("eu-" + i)).toList();
  private static final List<NodeName> RANKED = Rendezvous.first(NODES, MESH, NAMES);
  private static final List<NodeName> COUNCIL = RANKED.subList(0, Councils.SIZE);
  private static final NodeName WORST_SEATED = RANKED.get(Councils.SIZE - 1);
  private static final NodeName FIRST_OUTSIDE = RANKED.get(Councils.SIZE);

  private final Replica replica = new Replica(trust(), EU);

  private void join(List<NodeName> nodes) {
    nodes.forEach(node -> replica.join(record(node.value(), EU, 1)));
  }

  @Test
  void theSameRecordsAreKeptInWhateverOrderTheyCome() {
    List<NodeName> shuffled = new ArrayList<>(NAMES);
    for (int seed = 1; seed <= 3; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      Replica other = new Replica(trust(), EU);
      shuffled.forEach(node -> other.join(record(node.value(), EU, 1)));
      assertThat(other.records())
          .extracting(SignedRecord::node)
          .containsExactlyInAnyOrderElementsOf(COUNCIL);
      assertThat(other.councils().of(EU)).isEqualTo(COUNCIL);
    }
  }

  @Test
  void whoIsOutrankedLeavesWithAllThatItSaid() {
    join(RANKED.subList(1, Councils.SIZE + 1));
    replica.join(status(FIRST_OUTSIDE.value(), EU, 1, false));
    Joined joined = replica.join(record(RANKED.get(0).value(), EU, 1));
    assertThat(joined.status()).isEqualTo(Status.NEWS);
    assertThat(joined.forgotten())
        .containsExactly("record/" + FIRST_OUTSIDE, "status/" + FIRST_OUTSIDE);
    assertThat(replica.status(FIRST_OUTSIDE)).isEmpty();
    assertThat(replica.join(record(FIRST_OUTSIDE.value(), EU, 2)).status()).isEqualTo(Status.STALE);
  }

  @Test
  void seatOfARevokedNodeGoesToTheNextWhoSpeaks() {
    join(COUNCIL);
    assertThat(replica.councils().takes(EU, FIRST_OUTSIDE)).isFalse();
    replica.join(signed(root().revoking(Set.of(WORST_SEATED), Set.of()), AUTHORITY));
    assertThat(replica.councils().takes(EU, FIRST_OUTSIDE)).isTrue();
    assertThat(replica.join(record(FIRST_OUTSIDE.value(), EU, 1)).status()).isEqualTo(Status.NEWS);
  }

  @Test
  void statusIsKeptOfWhomTheRecordIs() {
    Fact said = status("eu-1", EU, 1, false);
    assertThat(replica.join(said).status()).isEqualTo(Status.UNPLACED);
    replica.join(record("eu-1", EU, 1));
    assertThat(replica.join(said).status()).isEqualTo(Status.NEWS);
  }

  @Test
  void statusGoesBeyondItsRegionIfItSaysSo() {
    replica.join(record("na-1", NA, 1));
    assertThat(replica.join(status("na-1", NA, 1, false)).status()).isEqualTo(Status.REFUSED);
    assertThat(replica.join(status("na-1", NA, 1, true)).status()).isEqualTo(Status.NEWS);
    assertThat(new Comparison(replica).isGlobal("status/na-1")).isTrue();
  }

  @Test
  void fewerSpeakAfarWhereThereAreManyRegions() {
    assertThat(Councils.speakersAfar(1)).isEqualTo(64);
    assertThat(Councils.speakersAfar(3)).isEqualTo(21);
    assertThat(Councils.speakersAfar(100)).isEqualTo(1);
  }
}
