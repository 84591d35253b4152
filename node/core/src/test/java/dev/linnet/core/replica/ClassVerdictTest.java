package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Cover;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Progress;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Region eu judges with eight jurors: cameras eu-1 to eu-3, gateways eu-4 and eu-5, and eu-6 to eu-8
 * of no class. With minJurors 3 the cameras are judged by themselves, the gateways are not.
 */
class ClassVerdictTest {
  private static final Panel WHOLE = new Panel(0, EU, null);
  private static final Panel CAMERAS = new Panel(0, EU, "camera");
  private static final Panel GATEWAYS = new Panel(0, EU, "gateway");

  private final Replica eu = new Replica(trust(), EU);
  private final Replica na = new Replica(trust(), NA);

  @Test
  void onlyClassesWithEnoughJurorsArePanels() {
    Digest id = announced(OnFailure.ROLLBACK_ALL);
    assertThat(rollout(eu, id).tally(CAMERAS).map(Tally::jurors)).contains(3);
    assertThat(rollout(eu, id).tally(GATEWAYS)).isEmpty();
    assertThat(na.join(certificate(id, GATEWAYS, Outcome.ROLLED_BACK, 4, 5)).status())
        .isEqualTo(Status.REFUSED);
  }

  @Test
  void aClassIsWeighedByItsOwnJurorsAlone() {
    Digest id = announced(OnFailure.ROLLBACK_ALL);
    for (int juror : List.of(4, 5, 6, 7, 8, 1)) {
      eu.join(cast(id, juror, Ballot.HEALTHY));
    }
    eu.join(cast(id, 2, Ballot.INELIGIBLE));
    assertThat(rollout(eu, id).tally(WHOLE).flatMap(Tally::outcome)).contains(Outcome.PROMOTED);
    Tally cameras = rollout(eu, id).tally(CAMERAS).orElseThrow();
    assertThat(cameras.healthy()).isEqualTo(1);
    assertThat(cameras.quorum().eligible()).isEqualTo(2);
    assertThat(cameras.outcome()).isEmpty();
    assertThat(eu.quorum(rollout(eu, id), CAMERAS, Outcome.PROMOTED)).hasSize(2);
  }

  @Test
  void aCertificateOfAClassIsRefusedIfOthersVotedInIt() {
    Digest id = announced(OnFailure.ROLLBACK_ALL);
    Joined foreign = na.join(certificate(id, CAMERAS, Outcome.PROMOTED, 1, 2, 4));
    assertThat(foreign.status()).isEqualTo(Status.REFUSED);
    assertThat(foreign.reason()).contains("eu-4", "device class camera in region eu");
    assertThat(na.join(certificate(id, CAMERAS, Outcome.PROMOTED, 1, 2)).status())
        .as("two of three, and minJurors asks for all")
        .isEqualTo(Status.REFUSED);
    assertThat(na.join(certificate(id, CAMERAS, Outcome.PROMOTED, 1, 2, 3)).status())
        .isEqualTo(Status.NEWS);
  }

  @Test
  void verdictsOfARegionAndOfItsClassesStandSideBySide() {
    Digest id = announced(OnFailure.ROLLBACK_REGION_AND_HALT);
    Joined whole = na.join(certificate(id, WHOLE, Outcome.PROMOTED, 3, 4, 5, 6, 7, 8));
    Joined ofClass = na.join(certificate(id, CAMERAS, Outcome.ROLLED_BACK, 1, 2));
    assertThat(ofClass.key()).isEqualTo(whole.key() + "/camera");
    assertThat(rollout(na, id).promoted(WHOLE)).isTrue();
    assertThat(rollout(na, id).rolledBack(CAMERAS)).isTrue();
    assertThat(rollout(na, id).promoted(0, EU)).isFalse();
  }

  @Test
  void theNextWaveWaitsForTheClass() {
    Digest id = announced(OnFailure.ROLLBACK_ALL);
    na.join(certificate(id, WHOLE, Outcome.PROMOTED, 1, 4, 5, 6, 7, 8));
    assertThat(Progress.ofWave(rollout(na, id), 1)).isEqualTo(Progress.WaveState.CLOSED);
    assertThat(new Because.Waiting("first", CAMERAS, 3, 3).sentence())
        .isEqualTo("device class camera in region eu of wave first has not promoted it yet");
    na.join(certificate(id, CAMERAS, Outcome.PROMOTED, 1, 2, 3));
    assertThat(Progress.ofWave(rollout(na, id), 1)).isEqualTo(Progress.WaveState.OPEN);
  }

  @Test
  void aVersionIsProvenForThoseWhoseOwnPanelsPromotedIt() {
    Digest id = announced(OnFailure.ROLLBACK_ALL);
    na.join(certificate(id, WHOLE, Outcome.PROMOTED, 1, 4, 5, 6, 7, 8));
    assertThat(rollout(na, id).provenFor(node("eu-9", EU, "gateway"))).isTrue();
    assertThat(rollout(na, id).provenFor(node("eu-9", EU, "camera"))).isFalse();
    assertThat(rollout(na, id).provenFor(node("eu-1", EU, "gateway")))
        .as("pinned as a camera, whatever its label says now")
        .isFalse();
    na.join(certificate(id, CAMERAS, Outcome.PROMOTED, 1, 2, 3));
    assertThat(rollout(na, id).provenFor(node("eu-9", EU, "camera"))).isTrue();
  }

  @Test
  void aRollbackOfAClassCoversTheClassAndAPlanWidensItAlongRegionsAlone() {
    for (OnFailure onFailure : OnFailure.values()) {
      Digest id = announced(onFailure);
      na.join(certificate(id, CAMERAS, Outcome.ROLLED_BACK, 1, 2));
      Rollout rollout = rollout(na, id);
      assertThat(Cover.covering(rollout, node("eu-9", EU, "camera"))).contains(CAMERAS);
      assertThat(Cover.covering(rollout, node("eu-1", EU, "gateway")))
          .as("was pinned as a camera")
          .contains(CAMERAS);
      assertThat(Cover.covering(rollout, node("eu-6", EU, "gateway"))).isEmpty();
      assertThat(Cover.covering(rollout, node("na-9", NA, "gateway"))).isEmpty();
      assertThat(Cover.covering(rollout, node("na-9", NA, "camera")).isPresent())
          .as("%s", onFailure)
          .isEqualTo(onFailure == OnFailure.ROLLBACK_ALL);
      assertThat(Cover.halting(rollout).isPresent())
          .isEqualTo(onFailure != OnFailure.ROLLBACK_REGION_AND_CONTINUE);
    }
  }

  @Test
  void whoGoesOnLeavesTheClassOut() {
    Digest id = announced(OnFailure.ROLLBACK_REGION_AND_CONTINUE);
    na.join(certificate(id, CAMERAS, Outcome.ROLLED_BACK, 1, 2));
    assertThat(Progress.ofWave(rollout(na, id), 1)).isEqualTo(Progress.WaveState.CLOSED);
    na.join(certificate(id, WHOLE, Outcome.PROMOTED, 3, 4, 5, 6, 7, 8));
    assertThat(Progress.ofWave(rollout(na, id), 1)).isEqualTo(Progress.WaveState.OPEN);
  }

  @Test
  void aPulseCanObjectWithAClass() {
    Pulse pulse = new Pulse(MESH, digest("any"), 1, new Pulse.Objection(CAMERAS), null);
    assertThat(Pulse.parse(pulse.toPayload())).isEqualTo(pulse);
  }

  private Digest announced(OnFailure onFailure) {
    Wave first = wave("first", EU);
    Announcement announcement =
        new Announcement(
            MESH,
            new Plan(MODEL, onFailure.word(), null, onFailure, List.of(first, wave("second", NA))),
            digest(onFailure.word()),
            0,
            1 + onFailure.ordinal(),
            null,
            null,
            null,
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            List.of(
                new Jury(0, EU, jurors(8), classes()),
                new Jury(1, NA, new TreeSet<>(List.of(new NodeName("na-1"))))));
    Fact.ByOperator announced = announce(announcement);
    eu.join(announced);
    na.join(announced);
    return announced.envelope().id();
  }

  private static Wave wave(String name, RegionName region) {
    return new Wave(name, List.of(region), Duration.ZERO, 0, List.of(), Share.TWO_THIRDS, 3);
  }

  private static TreeSet<NodeName> jurors(int count) {
    return new TreeSet<>(
        IntStream.rangeClosed(1, count).mapToObj(i -> new NodeName("eu-" + i)).toList());
  }

  private static SortedMap<NodeName, String> classes() {
    SortedMap<NodeName, String> classes = new TreeMap<>();
    jurors(3).forEach(juror -> classes.put(juror, "camera"));
    classes.put(new NodeName("eu-4"), "gateway");
    classes.put(new NodeName("eu-5"), "gateway");
    return classes;
  }

  private static Self node(String name, RegionName region, String deviceClass) {
    return new Self(
        new NodeName(name),
        region,
        new Profile(Map.of(Profile.DEVICE_CLASS, deviceClass), Map.of()));
  }

  private static Fact.ByNode cast(Digest rollout, int juror, Ballot ballot) {
    return vote("eu-" + juror, EU, rollout, 0, 1, ballot);
  }

  private static Fact certificate(Digest rollout, Panel panel, Outcome outcome, int... jurors) {
    Ballot ballot = outcome == Outcome.PROMOTED ? Ballot.HEALTHY : Ballot.UNHEALTHY;
    List<NodeStatement> votes =
        IntStream.of(jurors).mapToObj(juror -> cast(rollout, juror, ballot).statement()).toList();
    return new Fact.Certificate(rollout, panel, outcome, votes);
  }

  private static Digest digest(String text) {
    return Digest.of(Bytes.utf8(text).toArray());
  }

  private static Rollout rollout(Replica replica, Digest id) {
    return replica.rollout(id).orElseThrow();
  }
}
