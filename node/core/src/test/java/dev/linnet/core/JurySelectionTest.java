package dev.linnet.core;

import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.MODEL;
import static dev.linnet.core.TestPeople.NA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Rendezvous;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JurySelectionTest {
  private static final Share TENTH = new Share(1, 10);
  private final List<Member> members = new ArrayList<>();

  @Test
  void ofAThousandNodesATenthHoldsItsJuryWhole() {
    add(EU, 1000, Liveness.ALIVE, Map.of());

    Announcement announcement = announce(wave("canary", TENTH, 3, EU), wave("rest", EU));

    assertThat(jury(announcement, 0).jurors())
        .containsExactlyInAnyOrderElementsOf(
            Rendezvous.first(
                64, MESH, members.stream().map(member -> member.peer().node()).toList()));
    Selector canary = announcement.plan().waves().get(0).selector();
    assertThat(jury(announcement, 0).jurors()).allMatch(node -> canary.holds(MESH, node));
    assertThat(jury(announcement, 1).jurors())
        .hasSize(64)
        .noneMatch(node -> canary.holds(MESH, node));
    assertThat(waves(announcement).stream().filter(wave -> wave == 0).count()).isBetween(70L, 130L);
    assertThat(waves(announcement)).doesNotContain(-1);
  }

  /** Of another region only the council is known, and all of it lies within the tenth. */
  @Test
  void aCouncilWithinTheFirstShareIsDividedAmongTheWaves() {
    add(EU, 1000, Liveness.ALIVE, Map.of());
    List<NodeName> council =
        Rendezvous.first(64, MESH, members.stream().map(member -> member.peer().node()).toList());
    members.removeIf(member -> !council.contains(member.peer().node()));

    Announcement announcement = announce(wave("canary", TENTH, 3, EU), wave("rest", EU));

    assertThat(jury(announcement, 0).jurors()).hasSize(32);
    assertThat(jury(announcement, 1).jurors())
        .hasSize(32)
        .doesNotContainAnyElementsOf(jury(announcement, 0).jurors());
    assertThat(waves(announcement)).containsOnly(0, 1);
  }

  @Test
  void aShareTooSmallForItsJuryGrowsToHoldIt() {
    add(EU, 10, Liveness.ALIVE, Map.of());

    Announcement announcement =
        announce(wave("canary", new Share(1, 1000), 3, EU), wave("rest", EU));

    assertThat(jury(announcement, 0).jurors()).hasSize(3);
    assertThat(jury(announcement, 1).jurors()).hasSize(7);
    assertThat(waves(announcement)).containsOnly(0, 1);
  }

  @Test
  void jurorsAreThoseWithTheLabels() {
    add(EU, 20, Liveness.ALIVE, Map.of("tier", "core"));
    add(EU, 4, Liveness.ALIVE, Map.of("tier", "edge"));
    Requirement edge = Requirement.label("tier", "edge");

    Announcement announcement = announce(wave("edge", List.of(edge), Share.WHOLE, 3, EU));

    assertThat(jury(announcement, 0).jurors())
        .extracting(NodeName::value)
        .containsExactly("eu-edge-0", "eu-edge-1", "eu-edge-2", "eu-edge-3");
    assertThat(waves(announcement)).containsOnly(0, -1);
    assertThat(announcement.whyNotSelected(self(members.get(0))))
        .isEqualTo("wave edge does not take this node: label tier is 'core', expected edge");
  }

  @Test
  void aJurorWhoseLabelsChangedStaysOneAndSaysWhatItLacks() {
    add(EU, 3, Liveness.ALIVE, Map.of("tier", "edge"));
    Announcement announcement =
        announce(wave("edge", List.of(Requirement.label("tier", "edge")), Share.WHOLE, 3, EU));
    Self changed =
        new Self(new NodeName("eu-edge-0"), EU, new Profile(Map.of("tier", "core"), Map.of()));

    assertThat(announcement.waveOf(changed)).hasValue(0);
    assertThat(announcement.misfit(changed)).contains("label tier is 'core', expected edge");
    assertThat(announcement.misfit(self(members.get(0)))).isEmpty();
  }

  @Test
  void deadNodesDoNotJudgeAndTooFewLivingOnesAreAnError() {
    add(EU, 2, Liveness.ALIVE, Map.of());
    add(EU, 2, Liveness.DEAD, Map.of("was", "here"));

    assertThat(jury(announce(wave("all", Share.WHOLE, 2, EU)), 0).jurors())
        .extracting(NodeName::value)
        .containsExactly("eu-0", "eu-1");
    assertRefused(
        "wave all, region eu: only 2 of the 4 nodes there that it takes were heard of lately,"
            + " fewer than the 3 that quorum.minJurors asks for",
        wave("all", Share.WHOLE, 3, EU));
  }

  @Test
  void aSmallRegionIsTakenWhole() {
    add(EU, 2, Liveness.ALIVE, Map.of());

    assertThat(jury(announce(wave("all", Share.WHOLE, 3, EU)), 0).jurors()).hasSize(2);
  }

  @Test
  void plansThatTakeNobodyAreRefused() {
    add(EU, 3, Liveness.ALIVE, Map.of("tier", "core"));
    add(NA, 2, Liveness.DEAD, Map.of());

    assertRefused(
        "wave edge, region eu: it takes none of the 3 nodes there that this node knows; of"
            + " eu-core-0 label tier is 'core', expected edge",
        wave("edge", List.of(Requirement.label("tier", "edge")), Share.WHOLE, 3, EU));
    assertRefused(
        "wave rest, region eu: all of the nodes there that it takes are in earlier waves already;"
            + " leave the region out, or leave it more by a smaller share or quorum.minJurors"
            + " before",
        wave("canary", TENTH, 3, EU),
        wave("rest", EU));
    assertRefused(
        "wave rest, region na: no node there that it takes was heard of lately, so nobody could"
            + " judge",
        wave("rest", NA));
  }

  private void add(RegionName region, int count, Liveness liveness, Map<String, String> labels) {
    String kind = String.join("", labels.values().stream().map(value -> "-" + value).toList());
    for (int i = 0; i < count; i++) {
      NodeName name = new NodeName(region + kind + "-" + i);
      Address address = new Address("127.0.0.1", 7700);
      NodeRecord record = new NodeRecord(MESH, 1, address, new Profile(labels, Map.of()));
      members.add(new Member(new Peer(name, region, address), record, Map.of(), liveness));
    }
  }

  private Announcement announce(Wave... waves) {
    Plan plan = new Plan(MODEL, "1", null, OnFailure.ROLLBACK_ALL, List.of(waves));
    return new Announcement(
        MESH,
        plan,
        Digest.of(new byte[] {1}),
        0,
        1,
        null,
        null,
        null,
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2027-01-01T00:00:00Z"),
        new JurySelection(MESH, plan, members).juries());
  }

  private void assertRefused(String message, Wave... waves) {
    assertThatIllegalArgumentException().isThrownBy(() -> announce(waves)).withMessage(message);
  }

  /** The wave of each member; -1 for those in none. */
  private List<Integer> waves(Announcement announcement) {
    return members.stream()
        .map(member -> announcement.waveOf(self(member)))
        .map((OptionalInt wave) -> wave.orElse(-1))
        .toList();
  }

  private static Self self(Member member) {
    return new Self(member.peer().node(), member.peer().region(), member.record().profile());
  }

  private static Jury jury(Announcement announcement, int wave) {
    return announcement.jury(wave, EU).orElseThrow();
  }

  private static Wave wave(String name, RegionName region) {
    return wave(name, Share.WHOLE, 3, region);
  }

  private static Wave wave(String name, Share share, int minJurors, RegionName region) {
    return wave(name, List.of(), share, minJurors, region);
  }

  private static Wave wave(
      String name, List<Requirement> asked, Share share, int minJurors, RegionName region) {
    return new Wave(
        name,
        List.of(region),
        new Selector(asked, share),
        List.of(),
        null,
        Duration.ZERO,
        0,
        List.of(),
        Share.TWO_THIRDS,
        minJurors);
  }
}
