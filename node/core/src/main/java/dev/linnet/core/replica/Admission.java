package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.replica.Entry.Scope;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.AwaitsRoot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Endorsement;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.core.trust.Untrusted;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks a fact against the trust root and finds its place. Believes nothing before that. */
final class Admission {
  private final Trust trust;
  private final RegionName ownRegion;
  private final Function<Digest, Optional<Announcement>> announcements;
  private final @Nullable Admitted admitted;

  /** The fact is about a rollout that this replica does not know. */
  static final class UnknownRollout extends Exception {
    private static final long serialVersionUID = 1L;
  }

  Admission(
      Trust trust,
      RegionName ownRegion,
      Function<Digest, Optional<Announcement>> announcements,
      @Nullable Admitted admitted) {
    this.trust = trust;
    this.ownRegion = ownRegion;
    this.announcements = announcements;
    this.admitted = admitted;
  }

  Entry admit(Fact fact) throws Untrusted, UnknownRollout {
    if (admitted == null) {
      return check(fact);
    }
    Map<Fact, Entry> underSameRoots = admitted.under(trust.rootIds());
    Entry known = underSameRoots.get(fact);
    if (known != null && isAdmittedHere(known)) {
      return known.fact().equals(fact) ? known.holding(fact) : known;
    }
    Entry entry = check(fact);
    underSameRoots.put(fact, entry);
    return entry;
  }

  /** All that checking a fact asks for besides the trust root and the fact itself. */
  private boolean isAdmittedHere(Entry entry) {
    boolean near = entry.scope() != Scope.REGIONAL || ownRegion.equals(entry.region());
    return near && rolloutNeeded(entry).map(announcements).map(Optional::isPresent).orElse(true);
  }

  private static Optional<Digest> rolloutNeeded(Entry entry) {
    if (entry.payload() instanceof Pulse pulse) {
      return Optional.of(pulse.rollout());
    }
    return entry.payload() instanceof Announcement ? Optional.empty() : Keys.rolloutOf(entry.key());
  }

  private Entry check(Fact fact) throws Untrusted, UnknownRollout {
    try {
      if (fact instanceof Fact.ByOperator byOperator) {
        return byOperator(byOperator);
      }
      if (fact instanceof Fact.ByNode byNode) {
        return byNode(byNode);
      }
      if (fact instanceof Fact.DoubleVote doubleVote) {
        return doubleVote(doubleVote);
      }
      return certificate((Fact.Certificate) fact);
    } catch (IllegalArgumentException e) {
      throw new Untrusted(e.getMessage() == null ? "malformed" : e.getMessage(), e);
    }
  }

  private Entry byOperator(Fact.ByOperator fact) throws Untrusted, UnknownRollout {
    Envelope envelope = fact.envelope();
    if (envelope.payloadType().equals(Announcement.PAYLOAD_TYPE)) {
      Endorsement by = trust.endorsement(envelope, RoleName.ANNOUNCE);
      Announcement announcement = AnnouncementJson.parse(envelope.payload());
      requireMesh(announcement.mesh());
      if (announcement.epoch() > trust.epoch()) {
        throw new AwaitsRoot(
            "epoch " + announcement.epoch() + " is above the trust root's " + trust.epoch());
      }
      return Entry.byOperators(Keys.announcement(envelope.id()), fact, by, announcement);
    }
    if (envelope.payloadType().equals(Control.PAYLOAD_TYPE)) {
      Endorsement by = trust.endorsement(envelope, RoleName.CONTROL);
      Control control = Control.parse(envelope.payload());
      requireMesh(control.mesh());
      announcement(control.rollout());
      return Entry.byOperators(Keys.control(control, envelope.id()), fact, by, control);
    }
    if (envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)) {
      TrustRoot root = trust.requireRoot(envelope);
      return Entry.of(
          Keys.root(root), Scope.GLOBAL, 0, envelope.id(), fact, root, null, null, new TreeSet<>());
    }
    throw new Untrusted("an operator's fact of unknown type " + envelope.payloadType());
  }

  /** That those who sign may speak now, by the newest root and without what is revoked. */
  void requireCurrent(Envelope envelope) throws Untrusted {
    if (envelope.payloadType().equals(Announcement.PAYLOAD_TYPE)) {
      trust.requireCurrent(envelope, RoleName.ANNOUNCE);
    } else if (envelope.payloadType().equals(Control.PAYLOAD_TYPE)) {
      trust.requireCurrent(envelope, RoleName.CONTROL);
    }
  }

  private Entry byNode(Fact.ByNode fact) throws Untrusted, UnknownRollout {
    Enrolment by = trust.requireNode(fact.statement());
    Envelope envelope = fact.statement().statement();
    if (trust.isRevoked(by.node()) && !envelope.payloadType().equals(Vote.PAYLOAD_TYPE)) {
      throw new Untrusted("node " + by.node() + " is revoked");
    }
    if (envelope.payloadType().equals(NodeRecord.PAYLOAD_TYPE)) {
      NodeRecord record = NodeRecord.parse(envelope.payload());
      requireMesh(record.mesh());
      return Entry.byNode(
          Keys.record(by.node()), Scope.GLOBAL, record.sequence(), fact, record, by);
    }
    if (envelope.payloadType().equals(NodeStatus.PAYLOAD_TYPE)) {
      NodeStatus status = NodeStatus.parse(envelope.payload());
      requireMesh(status.mesh());
      if (!status.afar() && !by.region().equals(ownRegion)) {
        throw new Untrusted(
            "the status of node " + by.node() + " outside its region " + by.region());
      }
      Scope scope = status.afar() ? Scope.GLOBAL : Scope.REGIONAL;
      return Entry.byNode(Keys.status(by.node()), scope, status.sequence(), fact, status, by);
    }
    if (envelope.payloadType().equals(Vote.PAYLOAD_TYPE)) {
      Vote vote = Vote.parse(envelope.payload());
      requireMesh(vote.mesh());
      if (!by.region().equals(ownRegion)) {
        throw new Untrusted("a vote of node " + by.node() + " outside its region " + by.region());
      }
      requirePinned(announcement(vote.rollout()), vote.wave(), by);
      return Entry.byNode(
          Keys.vote(vote, by.node()), Scope.REGIONAL, vote.sequence(), fact, vote, by);
    }
    if (envelope.payloadType().equals(Pulse.PAYLOAD_TYPE)) {
      return pulse(fact, pulse(envelope, by));
    }
    throw new Untrusted("a node's fact of unknown type " + envelope.payloadType());
  }

  /**
   * Pulses of jurors of the last wave stay in their region: nobody opens after them. One that
   * answers a question is for the one who asked.
   */
  private Entry pulse(Fact.ByNode fact, SignedPulse signed) throws Untrusted, UnknownRollout {
    Pulse pulse = signed.pulse();
    if (pulse.answer() != null) {
      throw new Untrusted("an answer of node " + signed.juror() + " passed on as a pulse");
    }
    Announcement announcement = announcement(pulse.rollout());
    boolean last =
        jury(announcement, signed.region(), signed.juror()).wave()
            == announcement.plan().waves().size() - 1;
    if (last && !signed.region().equals(ownRegion)) {
      throw new Untrusted(
          "a pulse of node " + signed.juror() + " outside its region " + signed.region());
    }
    return Entry.byNode(
        Keys.pulse(pulse.rollout(), signed.region(), signed.juror()),
        last ? Scope.REGIONAL : Scope.GLOBAL,
        pulse.sequence(),
        fact,
        pulse,
        trust.requireNode(fact.statement()));
  }

  /** Checks a pulse, whether it is a fact or an answer. */
  SignedPulse pulse(NodeStatement statement) throws Untrusted, UnknownRollout {
    Enrolment by = trust.requireNode(statement);
    try {
      return pulse(statement.statement(), by);
    } catch (IllegalArgumentException e) {
      throw new Untrusted(e.getMessage() == null ? "malformed" : e.getMessage(), e);
    }
  }

  private SignedPulse pulse(Envelope envelope, Enrolment by) throws Untrusted, UnknownRollout {
    if (!envelope.payloadType().equals(Pulse.PAYLOAD_TYPE)) {
      throw new Untrusted("no pulse but a " + envelope.payloadType());
    }
    Pulse pulse = Pulse.parse(envelope.payload());
    requireMesh(pulse.mesh());
    jury(announcement(pulse.rollout()), by.region(), by.node());
    return new SignedPulse(by.node(), by.region(), pulse);
  }

  private static Jury jury(Announcement announcement, RegionName region, NodeName juror)
      throws Untrusted {
    return announcement.juries().stream()
        .filter(jury -> jury.region().equals(region) && jury.jurors().contains(juror))
        .findFirst()
        .orElseThrow(() -> new Untrusted("a pulse of node " + juror + ", which is no juror there"));
  }

  private Entry certificate(Fact.Certificate certificate) throws Untrusted, UnknownRollout {
    Announcement announcement = announcement(certificate.rollout());
    Certified certified = Certificates.verify(certificate, announcement, trust);
    return Entry.of(
        Keys.verdict(certificate),
        Scope.GLOBAL,
        certified.rank(),
        Certificates.digest(certificate),
        certificate,
        certified,
        null,
        certificate.panel().region(),
        new TreeSet<>());
  }

  private Entry doubleVote(Fact.DoubleVote said) throws Untrusted, UnknownRollout {
    Fact.DoubleVote proof = DoubleVotes.ordered(said);
    Cast one = cast(proof.one());
    DoubleVotes.require(one, cast(proof.other()));
    return Entry.of(
        Keys.doubleVote(one.vote().rollout(), one.juror()),
        Scope.GLOBAL,
        0,
        DoubleVotes.digest(proof),
        proof,
        proof,
        one.juror(),
        trust.requireNode(proof.one()).region(),
        new TreeSet<>());
  }

  private Cast cast(NodeStatement statement) throws Untrusted, UnknownRollout {
    Enrolment by = trust.requireNode(statement);
    if (!statement.statement().payloadType().equals(Vote.PAYLOAD_TYPE)) {
      throw new Untrusted("double vote: holds a " + statement.statement().payloadType());
    }
    Vote vote = Vote.parse(statement.statement().payload());
    requireMesh(vote.mesh());
    requirePinned(announcement(vote.rollout()), vote.wave(), by);
    return new Cast(by.node(), vote, statement);
  }

  private Announcement announcement(Digest rollout) throws UnknownRollout {
    return announcements.apply(rollout).orElseThrow(UnknownRollout::new);
  }

  private void requireMesh(String mesh) throws Untrusted {
    if (!mesh.equals(trust.root().mesh())) {
      throw new Untrusted("of mesh " + mesh + ", not " + trust.root().mesh());
    }
  }

  static void requirePinned(Announcement announcement, int wave, Enrolment by) throws Untrusted {
    boolean pinned =
        announcement
            .jury(wave, by.region())
            .filter(jury -> jury.jurors().contains(by.node()))
            .isPresent();
    if (!pinned) {
      throw new Untrusted(
          "a word of node " + by.node() + ", which is no juror of wave " + wave + " there");
    }
  }
}
