package dev.linnet.core.replica;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.NA;
import static dev.linnet.core.TestPeople.announce;
import static dev.linnet.core.TestPeople.announcement;
import static dev.linnet.core.TestPeople.by;
import static dev.linnet.core.TestPeople.control;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.record;
import static dev.linnet.core.TestPeople.status;
import static dev.linnet.core.TestPeople.trust;
import static dev.linnet.core.TestPeople.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.health.Evidence;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Joined.Status;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.Envelope.Signature;
import dev.linnet.core.trust.NodeStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An enrolled node passes on what nobody signed so. The replica has the announcement alone. */
class ForgedFactsTest {
  private final Fact.ByOperator announced = announce(announcement(1, "1"));
  private final Digest rollout = announced.envelope().id();
  private final Replica replica = new Replica(trust(), EU);

  @BeforeEach
  void hasTheAnnouncement() {
    replica.join(announced);
  }

  /** One of each kind that nodes say, all of eu-1. */
  private List<NodeStatement> said() {
    return List.of(
        vote("eu-1", EU, rollout, 0, 1, Ballot.HEALTHY).statement(),
        pulse(MESH).statement(),
        record("eu-1", EU, 1).statement(),
        status("eu-1", EU, 1, false).statement());
  }

  private Fact.ByNode pulse(String mesh) {
    Pulse pulse = new Pulse(mesh, rollout, 1, null, null);
    return by("eu-1", EU, Pulse.PAYLOAD_TYPE, pulse.toPayload());
  }

  private void requireRefused(Fact fact) {
    List<Long> before = new Comparison(replica).bucketHashes(true);
    assertThat(replica.join(fact).status()).as("%s", fact).isEqualTo(Status.REFUSED);
    assertThat(new Comparison(replica).bucketHashes(true)).isEqualTo(before);
  }

  private void requireRefused(Envelope statement, Envelope enrolment) {
    requireRefused(new Fact.ByNode(new NodeStatement(statement, enrolment)));
  }

  @Test
  void whatIsForgedHereWouldCountIfItWereNot() {
    for (NodeStatement each : said()) {
      assertThat(replica.join(new Fact.ByNode(each)).status()).isEqualTo(Status.NEWS);
    }
  }

  @Test
  void eachByteOfWhatNodesSayAndOfTheirEnrolmentCounts() {
    for (NodeStatement each : said()) {
      for (Envelope changed : changedInTurn(each.statement())) {
        requireRefused(changed, each.enrolment());
      }
    }
    NodeStatement first = said().get(0);
    for (Envelope changed : changedInTurn(first.enrolment())) {
      requireRefused(first.statement(), changed);
    }
  }

  @Test
  void eachByteOfWhatOperatorsSayCounts() {
    for (Fact.ByOperator each :
        List.of(announce(announcement(2, "2")), control(rollout, Control.Action.ABORT, 1))) {
      for (Envelope changed : changedInTurn(each.envelope())) {
        requireRefused(new Fact.ByOperator(changed));
      }
    }
  }

  /** The payload and the signature with a bit of each byte flipped, and every other type. */
  private static List<Envelope> changedInTurn(Envelope envelope) {
    List<Envelope> changed = new ArrayList<>();
    Signature signature = envelope.signatures().get(0);
    for (Bytes payload : flippedInTurn(envelope.payload())) {
      changed.add(new Envelope(envelope.payloadType(), payload, envelope.signatures()));
    }
    for (Bytes value : flippedInTurn(signature.value())) {
      changed.add(
          new Envelope(
              envelope.payloadType(),
              envelope.payload(),
              List.of(new Signature(signature.keyId(), value))));
    }
    for (String type : List.of(Vote.PAYLOAD_TYPE, Pulse.PAYLOAD_TYPE, Control.PAYLOAD_TYPE)) {
      if (!type.equals(envelope.payloadType())) {
        changed.add(new Envelope(type, envelope.payload(), envelope.signatures()));
      }
    }
    return changed;
  }

  private static List<Bytes> flippedInTurn(Bytes bytes) {
    List<Bytes> flipped = new ArrayList<>();
    for (int i = 0; i < bytes.size(); i++) {
      byte[] copy = bytes.toArray();
      copy[i] ^= 1;
      flipped.add(Bytes.copyOf(copy));
    }
    return flipped;
  }

  @Test
  void nobodySpeaksInAnothersNameOrFromAnotherRegion() {
    Envelope ofEu2 = record("eu-2", EU, 1).statement().enrolment();
    for (NodeStatement each : said()) {
      requireRefused(each.statement(), ofEu2);
    }
    requireRefused(vote("eu-1", NA, rollout, 0, 1, Ballot.HEALTHY));
  }

  /** Its key may be one that a later trust root names, and none names it now. */
  @Test
  void whoEnrolsItselfIsNotBelieved() {
    Enrolment own = new Enrolment(MESH, new NodeName("eu-1"), EU, key("eu-1").publicKey());
    Envelope enrolment = Envelope.sign(Enrolment.PAYLOAD_TYPE, own.toPayload(), key("eu-1"));
    for (NodeStatement each : said()) {
      Fact fact = new Fact.ByNode(new NodeStatement(each.statement(), enrolment));
      assertThat(replica.join(fact).status()).isEqualTo(Status.UNPLACED);
      assertThat(replica.places().under("")).hasSize(1);
    }
  }

  @Test
  void whatIsSaidInAnotherMeshUnderTheSameKeysIsNotForThisOne() {
    requireRefused(pulse("other"));
    Vote vote = new Vote("other", rollout, 0, 1, Ballot.HEALTHY, "", Evidence.NONE);
    requireRefused(by("eu-1", EU, Vote.PAYLOAD_TYPE, vote.toPayload()));
    Enrolment elsewhere = new Enrolment("other", new NodeName("eu-1"), EU, key("eu-1").publicKey());
    requireRefused(
        said().get(0).statement(),
        Envelope.sign(Enrolment.PAYLOAD_TYPE, elsewhere.toPayload(), AUTHORITY));
  }
}
