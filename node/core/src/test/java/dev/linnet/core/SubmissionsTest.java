package dev.linnet.core;

import static dev.linnet.core.TestPeople.AUTHORITY;
import static dev.linnet.core.TestPeople.EU;
import static dev.linnet.core.TestPeople.MESH;
import static dev.linnet.core.TestPeople.OPERATOR;
import static dev.linnet.core.TestPeople.key;
import static dev.linnet.core.TestPeople.root;
import static dev.linnet.core.TestPeople.signed;
import static dev.linnet.core.TestPeople.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.trust.Ed25519;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node that holds root 1, and people who hand the next ones in. */
class SubmissionsTest {
  private static final Ed25519 NODE = key("eu-1");
  private static final TrustRoot SECOND = root().raisingEpoch();
  private static final TrustRoot BESIDE = root().revoking(List.of(new NodeName("eu-2")), List.of());

  private final Replica replica = new Replica(trust(), EU);
  private final Directory directory = new Directory(new NodeName("eu-1"), EU, replica.councils());
  private final RecordedEffects effects = new RecordedEffects();
  private final Facts facts = new Facts(replica, directory, NODE, enrolment(), pulse -> {});
  private final Submissions submissions = new Submissions(replica, facts);

  SubmissionsTest() {
    facts.restore(List.of(signed(root(), AUTHORITY)), 0, effects);
  }

  private static Envelope enrolment() {
    Enrolment enrolment = new Enrolment(MESH, new NodeName("eu-1"), EU, NODE.publicKey());
    return Envelope.sign(Enrolment.PAYLOAD_TYPE, enrolment.toPayload(), AUTHORITY);
  }

  private @Nullable String submit(TrustRoot root, Ed25519 signer) {
    return submissions.submit(signed(root, signer).envelope(), 0, effects);
  }

  @Test
  void nextRootIsTakenAndMayBeHandedInAgain() {
    assertThat(submit(SECOND, AUTHORITY)).isNull();
    assertThat(submit(SECOND, AUTHORITY)).isNull();
    assertThat(replica.roots()).hasSize(2);
  }

  @Test
  void rootBesideAKnownOneIsTurnedAwayBeforeItForks() {
    assertThat(submit(SECOND, AUTHORITY)).isNull();
    assertThat(submit(BESIDE, AUTHORITY))
        .isEqualTo(
            "trust root 2: another one of that version is known, the newest is 2:"
                + " make the next one from that");
    assertThat(replica.isForked()).isFalse();
  }

  @Test
  void rootThatNoRootKeySignedIsTurnedAway() {
    assertThat(submit(SECOND, OPERATOR)).startsWith("signed by 0 of the 1 keys");
    assertThat(replica.roots()).hasSize(1);
  }

  @Test
  void rootWhoseForerunnerIsMissingIsTurnedAway() {
    assertThat(submit(SECOND.raisingEpoch(), AUTHORITY))
        .isEqualTo("trust root 3: the one before is not known");
  }
}
