package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.SignatureCheck;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts and says what is wrong with them, by the trust root and the announcements alone. Each
 * fact is read once: in a simulation all nodes pass the same object on.
 */
final class FactReader {
  private static final String OK = "";

  private final Supplier<List<TrustRoot>> roots;
  private final Map<Envelope, Set<String>> signers = new IdentityHashMap<>();
  private final SignatureCheck check;
  private final Map<Fact, Reading> readings = new IdentityHashMap<>();
  private final Map<NodeStatement, Reading> statements = new IdentityHashMap<>();
  private final Map<Envelope, Optional<Enrolment>> enrolments = new IdentityHashMap<>();
  private final Map<Digest, Announcement> announcements = new TreeMap<>();

  /**
   * What a fact says.
   *
   * @param flaw why nobody may believe it; empty if all may
   * @param content an announcement with its id as {@code rollout}, a control, a vote, a pulse, a
   *     directory record, a trust root or a certificate; null if it is flawed
   * @param node who made it, if a node did
   */
  record Reading(
      String flaw,
      @Nullable Object content,
      @Nullable Digest rollout,
      @Nullable NodeName node,
      @Nullable RegionName region) {
    boolean isSound() {
      return flaw.isEmpty();
    }

    private static Reading flawed(String flaw) {
      return new Reading(flaw, null, null, null, null);
    }
  }

  /**
   * A reader.
   *
   * @param roots all that the mesh's authority truly signed so far
   */
  FactReader(Supplier<List<TrustRoot>> roots, SignatureCheck check) {
    this.roots = roots;
    this.check = check;
  }

  /** Every announcement that anyone ever showed and that an operator signed. */
  Map<Digest, Announcement> announcements() {
    return announcements;
  }

  Reading read(Fact fact) {
    Reading known = readings.get(fact);
    if (known == null) {
      known = readAnew(fact);
      readings.put(fact, known);
    }
    return known;
  }

  private Reading readAnew(Fact fact) {
    try {
      if (fact instanceof Fact.ByOperator byOperator) {
        return byOperator(byOperator.envelope());
      }
      if (fact instanceof Fact.ByNode byNode) {
        return readStatement(byNode.statement());
      }
      if (fact instanceof Fact.DoubleVote proof) {
        return doubleVote(proof);
      }
      return certificate((Fact.Certificate) fact);
    } catch (IllegalArgumentException e) {
      return Reading.flawed("it cannot be read: " + e.getMessage());
    }
  }

  private Reading byOperator(Envelope envelope) {
    if (envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)) {
      TrustRoot root = TrustRoot.parse(envelope.payload());
      return roots.get().contains(root)
          ? new Reading(OK, root, null, null, null)
          : Reading.flawed("the authority signed no such trust root");
    }
    boolean announces = envelope.payloadType().equals(Announcement.PAYLOAD_TYPE);
    if (!signedByRole(envelope, announces ? RoleName.ANNOUNCE : RoleName.CONTROL)) {
      return Reading.flawed("no operator of that role signed it");
    }
    if (announces) {
      Announcement announcement = AnnouncementJson.parse(envelope.payload());
      announcements.put(envelope.id(), announcement);
      return new Reading(OK, announcement, envelope.id(), null, null);
    }
    Control control = Control.parse(envelope.payload());
    return new Reading(OK, control, control.rollout(), null, null);
  }

  Reading readStatement(NodeStatement statement) {
    Reading known = statements.get(statement);
    if (known == null) {
      known = readStatementAnew(statement);
      statements.put(statement, known);
    }
    return known;
  }

  private Reading readStatementAnew(NodeStatement statement) {
    Optional<Enrolment> enrolment =
        enrolments.computeIfAbsent(statement.enrolment(), this::readEnrolment);
    if (enrolment.isEmpty()) {
      return Reading.flawed("the enrolment is not signed by the authority");
    }
    Enrolment by = enrolment.get();
    Envelope said = statement.statement();
    if (!signedBy(said, by.key())) {
      return Reading.flawed("it is not signed by node " + by.node());
    }
    if (said.payloadType().equals(Pulse.PAYLOAD_TYPE)) {
      Pulse pulse = Pulse.parse(said.payload());
      String flaw = pulse.answer() == null ? OK : "it answers one node and is for no other";
      return new Reading(flaw, pulse, pulse.rollout(), by.node(), by.region());
    }
    if (said.payloadType().equals(Vote.PAYLOAD_TYPE)) {
      Vote vote = Vote.parse(said.payload());
      return new Reading(OK, vote, vote.rollout(), by.node(), by.region());
    }
    if (said.payloadType().equals(NodeRecord.PAYLOAD_TYPE)) {
      return new Reading(OK, NodeRecord.parse(said.payload()), null, by.node(), by.region());
    }
    if (said.payloadType().equals(NodeStatus.PAYLOAD_TYPE)) {
      return new Reading(OK, NodeStatus.parse(said.payload()), null, by.node(), by.region());
    }
    return new Reading(OK, said, null, by.node(), by.region());
  }

  private Optional<Enrolment> readEnrolment(Envelope envelope) {
    return signedByRole(envelope, RoleName.ENROLL)
        ? Optional.of(Enrolment.parse(envelope.payload()))
        : Optional.empty();
  }

  private Reading doubleVote(Fact.DoubleVote proof) {
    Reading one = readStatement(proof.one());
    Reading other = readStatement(proof.other());
    boolean proves =
        one.isSound()
            && other.isSound()
            && one.content() instanceof Vote vote
            && other.content() instanceof Vote otherVote
            && Objects.equals(one.node(), other.node())
            && vote.rollout().equals(otherVote.rollout())
            && vote.sequence() == otherVote.sequence()
            && !vote.equals(otherVote);
    return proves
        ? new Reading(OK, proof, one.rollout(), one.node(), one.region())
        : Reading.flawed("it is no proof that a juror voted twice");
  }

  private Reading certificate(Fact.Certificate certificate) {
    Announcement announcement = announcements.get(certificate.rollout());
    if (announcement == null) {
      return Reading.flawed("it is about a rollout that no operator announced");
    }
    Panel panel = certificate.panel();
    SortedSet<NodeName> jurors = Judging.jurors(announcement, panel);
    if (jurors.isEmpty()) {
      return Reading.flawed("no such jury judges there");
    }
    Map<NodeName, Ballot> ballots = new TreeMap<>();
    for (NodeStatement statement : certificate.votes()) {
      Reading reading = readStatement(statement);
      if (!reading.isSound()) {
        return reading;
      }
      if (!(reading.content() instanceof Vote vote)
          || !vote.rollout().equals(certificate.rollout())
          || vote.wave() != panel.wave()
          || !panel.region().equals(reading.region())) {
        return Reading.flawed("a vote in it is about something else");
      }
      NodeName juror = Objects.requireNonNull(reading.node());
      if (!jurors.contains(juror)) {
        return Reading.flawed("node " + juror + " is not pinned");
      }
      if (ballots.put(juror, vote.ballot()) != null) {
        return Reading.flawed("node " + juror + " counts twice");
      }
    }
    Wave wave = announcement.plan().waves().get(panel.wave());
    int abstained = count(ballots, Ballot.INELIGIBLE);
    int eligible = jurors.size() - abstained;
    boolean proven =
        certificate.outcome() == Outcome.PROMOTED
            ? count(ballots, Ballot.HEALTHY) >= Quorums.promote(wave, jurors.size(), eligible)
            : count(ballots, Ballot.UNHEALTHY) >= Quorums.rollback(wave, eligible);
    return proven
        ? new Reading(OK, certificate, certificate.rollout(), null, panel.region())
        : Reading.flawed(
            ballots + " of " + jurors.size() + " do not prove " + certificate.outcome());
  }

  /** Who said something in a sound certificate. */
  Set<NodeName> voters(Fact.Certificate certificate, Ballot ballot) {
    Set<NodeName> voters = new TreeSet<>();
    for (NodeStatement statement : certificate.votes()) {
      Reading reading = readStatement(statement);
      if (reading.content() instanceof Vote vote && vote.ballot() == ballot) {
        voters.add(Objects.requireNonNull(reading.node()));
      }
    }
    return voters;
  }

  private static int count(Map<NodeName, Ballot> ballots, Ballot which) {
    return (int) ballots.values().stream().filter(ballot -> ballot == which).count();
  }

  /** The keys of operators that signed, by any trust root. */
  Set<String> signers(Envelope envelope) {
    return signers.computeIfAbsent(
        envelope,
        any -> {
          Set<String> signed = new TreeSet<>();
          for (TrustRoot root : roots.get()) {
            Objects.requireNonNull(root.roles().get(RoleName.ANNOUNCE)).keyIds().stream()
                .filter(id -> signedBy(envelope, Objects.requireNonNull(root.keys().get(id)).key()))
                .forEach(signed::add);
          }
          return signed;
        });
  }

  private boolean signedByRole(Envelope envelope, RoleName roleName) {
    return roots.get().stream().anyMatch(root -> signedByRole(envelope, roleName, root));
  }

  private boolean signedByRole(Envelope envelope, RoleName roleName, TrustRoot root) {
    TrustRoot.Role role = Objects.requireNonNull(root.roles().get(roleName));
    long signers =
        role.keyIds().stream()
            .map(root.keys()::get)
            .filter(named -> named != null && signedBy(envelope, named.key()))
            .count();
    return signers >= role.threshold();
  }

  /** Over the pre-authentication encoding of DSSE, written down here once more. */
  private boolean signedBy(Envelope envelope, PublicKey key) {
    byte[] body = envelope.payload().toArray();
    byte[] head =
        ("DSSEv1 "
                + envelope.payloadType().getBytes(StandardCharsets.UTF_8).length
                + " "
                + envelope.payloadType()
                + " "
                + body.length
                + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] message = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    return envelope.signatures().stream()
        .anyMatch(signature -> check.verify(key, message, signature.value().toArray()));
  }
}
