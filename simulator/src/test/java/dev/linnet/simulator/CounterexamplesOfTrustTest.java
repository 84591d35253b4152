package dev.linnet.simulator;

import static dev.linnet.simulator.Story.LONG;
import static dev.linnet.simulator.Story.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was said before its speaker lost the mesh's trust, and is heard after. */
class CounterexamplesOfTrustTest {

  /**
   * CX-9. Three of four jurors of eu promote, and one of the three is revoked. Of the nodes of na,
   * one hears of the revocation before the certificate, one after it. Equal facts are an equal
   * decision: both wait, until the fourth juror makes the quorum good.
   */
  @Test
  void cx09_revocationAndCertificateWeighAlikeInEitherOrder() {
    Story story = Story.of(new SimulatedMesh(309).region("eu", 4).region("na", 2));
    story.proven("na-1", "1", "eu", "na");
    Digest rollout = story.announce("na-1", "2", Quality.GOOD, plan("2", "eu", "na"));
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("eu", "2"))).isTrue();
    story.crash("eu-4");
    story.mesh.isolate("na");
    story.mesh.cut("na", "na");
    assertThat(story.mesh.runUntil(LONG, () -> story.verdict("eu-1", rollout, 0, "eu").isPresent()))
        .isTrue();
    Fact certificate = story.certificateAt("eu-1", rollout);
    assertThat(((Fact.Certificate) certificate).votes()).hasSize(3);
    Fact revocation =
        story.signed(story.mesh.trustRoot().revoking(Set.of(new NodeName("eu-1")), Set.of()));
    story.tell("na-2", "na-1", revocation, certificate);
    story.tell("na-1", "na-2", certificate, revocation);
    story.rest(1);
    Rollout atOne = story.rollout("na-1", rollout);
    assertThat(atOne.promoted(0, new RegionName("eu"))).isFalse();
    assertThat(atOne).isEqualTo(story.rollout("na-2", rollout));
    assertThat(decision(story, "na-1")).isEqualTo(decision(story, "na-2"));
    assertThat(story.everServed("na", "2")).isFalse();

    story.mesh.heal();
    story.rest(2);
    assertThat(story.everServed("na", "2")).isFalse();
    story.start("eu-4");
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    assertThat(story.verdict("na-1", rollout, 0, "eu")).contains(Outcome.PROMOTED);
  }

  /**
   * CX-14. A thief who goes up step by step uses up the generations after all. A new trust root
   * revokes the key and raises the epoch; then generation 1 outranks whatever the thief still has.
   */
  @Test
  void cx14_newEpochIsTheWayBackFromStolenKey() {
    Story story = Story.of(new SimulatedMesh(315).region("eu", 3).region("na", 3));
    story.proven("na-1", "1", "eu", "na");
    Announcement next = draft(story, "evil");
    for (int step = 1; step <= 3; step++) {
      Announcement climbing = at(next, 0, 1 + step * Announcement.MAX_GENERATION_JUMP);
      assertThat(story.mesh.node("eu-1").submit(story.sign(climbing))).isEmpty();
    }
    story.mesh.run(Duration.ofSeconds(2));
    assertThat(head(story, "na-3").generation()).isEqualTo(3_001);

    SimulatedKey stolen = story.mesh.trust().operator();
    SimulatedKey deputy = story.mesh.trust().deputy();
    TrustRoot revoking =
        story.mesh.trustRoot().revoking(List.of(), List.of(stolen.publicKey().keyId()));
    story.order("na-2", story.signed(revoking));
    story.order("na-2", story.signed(revoking.raisingEpoch()));
    story.mesh.run(Duration.ofSeconds(5));
    Envelope lastWord = story.sign(at(next, 0, 4_001));
    assertThat(story.mesh.node("eu-1").submit(lastWord)).isPresent();
    story.tell("eu-2", "eu-1", new Fact.ByOperator(lastWord));

    Envelope anew = Story.sign(draft(story, "2"), deputy);
    assertThat(AnnouncementJson.parse(anew.payload()).generation()).isEqualTo(1);
    assertThat(story.mesh.node("na-1").submit(anew)).isEmpty();
    assertThat(story.mesh.runUntil(LONG, () -> story.allServe("na", "2"))).isTrue();
    story.rest(2);
    for (SimulatedNode node : story.upNodes()) {
      assertThat(node.serves("scenes")).contains("2");
      assertThat(head(story, node.peer().node().value()).epoch()).isEqualTo(1);
    }
  }

  private static Announcement draft(Story story, String version) {
    Envelope signed = story.sign("na-1", version, Quality.GOOD, plan(version, "eu", "na"));
    return AnnouncementJson.parse(signed.payload());
  }

  private static Announcement at(Announcement like, long epoch, long generation) {
    return new Announcement(
        like.mesh(),
        like.plan(),
        like.manifest(),
        epoch,
        generation,
        like.previous(),
        like.returnTo(),
        like.retryOf(),
        like.announcedAt(),
        like.expires(),
        like.juries());
  }

  private static Announcement head(Story story, String at) {
    return story.mesh.node(at).view().rollouts().get(0).announcement();
  }

  private static Object decision(Story story, String at) {
    return story.mesh.node(at).view().courses().values().iterator().next().decision();
  }
}
