package dev.linnet.core;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.BOB;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.OPERATOR;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.control;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.keys;
import static dev.linnet.core.TestPeople.roles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that holds one rollout, and operators alice and bob who may each control it. */
class ControlNoticesTest {
  private static final Ed25519 NODE = key("eu-1");
  private static final Fact.ByOperator ANNOUNCED = announce(announcement(1, "2"));
  private static final Digest ROLLOUT = ANNOUNCED.envelope().id();
  private static final TrustRoot ROOT =
      TrustRoot.first(
          MESH,
          Instant.parse("2100-01-01T00:00:00Z"),
          keys(OPERATOR, BOB),
          roles(AUTHORITY, 1, OPERATOR.publicKey(), BOB.publicKey()));

  private final Replica replica = new Replica(new Trust(ROOT, Ed25519.CHECK), EU);
  private final Directory directory = new Directory(new NodeName("eu-1"), EU, replica.councils());
  private final RecordedEffects effects = new RecordedEffects();
  private final Facts facts = new Facts(replica, directory, NODE, enrolment(), pulse -> {});

  private static Envelope enrolment() {
    Enrolment enrolment = new Enrolment(MESH, new NodeName("eu-1"), EU, NODE.publicKey());
    return Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), AUTHORITY);
  }

  /** What people are told of facts that come one after the other, the announcement's aside. */
  private List<String> toldOf(Fact... heard) {
    facts.learn(ANNOUNCED, null, 0, effects);
    for (Fact fact : heard) {
      facts.learn(fact, null, 0, effects);
    }
    return effects.told.stream().map(Notice::kind).skip(1).toList();
  }

  @Test
  void pauseResumeAndAbortSayWhoDidIt() {
    assertThat(
            toldOf(
                control(ROLLOUT, Action.PAUSE, 1),
                control(ROLLOUT, Action.RESUME, 2, BOB),
                control(ROLLOUT, Action.ABORT, 0)))
        .containsExactly("ROLLOUT_PAUSED", "ROLLOUT_RESUMED", "ROLLOUT_ABORTED");
    assertThat(effects.told)
        .extracting(Notice::sentence)
        .contains(
            "alice paused version 2 of scenes",
            "bob resumed version 2 of scenes",
            "alice aborted version 2 of scenes");
    assertThat(effects.told.get(2).about())
        .isEqualTo(Map.of("rollout", ROLLOUT.hex(), "model", "scenes", "operators", "bob"));
  }

  @Test
  void promotionByHandSaysWhere() {
    Control promoted = new Control(MESH, ROLLOUT, Action.PROMOTE, 0, 0, EU, "the jury is gone");
    Envelope signed = Envelope.sign(Control.PAYLOAD_TYPE, promoted.toPayload(), OPERATOR);
    assertThat(toldOf(new Fact.ByOperator(signed))).containsExactly("PROMOTED_BY_HAND");
    Notice told = effects.told.get(1);
    assertThat(told.sentence())
        .isEqualTo("alice promoted version 2 of scenes by hand in region eu: the jury is gone");
    assertThat(told.about()).containsEntry("wave", "0").containsEntry("region", "eu");
  }

  @Test
  void oneWordIsToldOnceHoweverOftenAndByWhomeverItIsSigned() {
    assertThat(
            toldOf(
                control(ROLLOUT, Action.PAUSE, 1),
                control(ROLLOUT, Action.PAUSE, 1),
                control(ROLLOUT, Action.PAUSE, 1, OPERATOR, BOB),
                control(ROLLOUT, Action.ABORT, 0, BOB),
                control(ROLLOUT, Action.ABORT, 0, OPERATOR),
                control(ROLLOUT, Action.ABORT, 7)))
        .containsExactly("ROLLOUT_PAUSED", "ROLLOUT_ABORTED");
  }

  @Test
  void whatChangesNothingIsNotTold() {
    assertThat(
            toldOf(
                control(ROLLOUT, Action.PAUSE, 5),
                control(ROLLOUT, Action.RESUME, 4),
                control(ROLLOUT, Action.ABORT, 0),
                control(ROLLOUT, Action.PAUSE, 6),
                control(ROLLOUT, Action.RESUME, 7)))
        .containsExactly("ROLLOUT_PAUSED", "ROLLOUT_ABORTED");
  }

  @Test
  void restartTellsNothingAnew() {
    facts.restore(List.of(ANNOUNCED, control(ROLLOUT, Action.ABORT, 0)), 0, effects);
    assertThat(replica.rollout(ROLLOUT).orElseThrow().aborted()).isTrue();
    assertThat(effects.told).isEmpty();
  }
}
