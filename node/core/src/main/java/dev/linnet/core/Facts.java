package dev.linnet.core;

import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Garbage;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Signer;
import dev.linnet.core.trust.TrustRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way facts go into a node: checked and joined, written down, told to the directory, and set
 * aside to be spread once the event that brought them is dealt with. Pulses are not written down:
 * after a restart none of them is fresh.
 */
final class Facts {
  private static final Set<String> STAND_ALONE =
      Set.of(TrustRoot.PAYLOAD_TYPE, Announcement.PAYLOAD_TYPE);

  private final Replica replica;
  private final Directory directory;
  private final Signer signer;
  private final Envelope enrolment;
  private final Consumer<SignedPulse> onPulse;
  private final AnnouncementNotices announcements;
  private List<String> freshOwn = new ArrayList<>();
  private List<String> freshHeard = new ArrayList<>();

  Facts(
      Replica replica,
      Directory directory,
      Signer signer,
      Envelope enrolment,
      Consumer<SignedPulse> onPulse) {
    this.replica = replica;
    this.directory = directory;
    this.signer = signer;
    this.enrolment = enrolment;
    this.onPulse = onPulse;
    this.announcements = new AnnouncementNotices(replica);
  }

  /**
   * Takes in what the disk held: announcements before what hangs on them, so that one that the mesh
   * left behind and this node not is met while nothing outlives it.
   */
  void restore(List<Fact> facts, long nowNanos, Effects effects) {
    List<Fact> left = facts.stream().sorted(Comparator.comparing(Facts::hangs)).toList();
    int before;
    do {
      before = left.size();
      left =
          left.stream()
              .filter(fact -> replica.join(fact).status() == Joined.Status.UNPLACED)
              .toList();
    } while (!left.isEmpty() && left.size() < before);
    replica
        .records()
        .forEach(held -> directory.learned(held.node(), held.region(), held.record(), nowNanos));
    directory.revoke(replica.revokedNodes());
    if (replica.isForked()) {
      effects.tell(FactNotices.forked());
    }
  }

  private static boolean hangs(Fact fact) {
    return !(fact instanceof Fact.ByOperator said
        && STAND_ALONE.contains(said.envelope().payloadType()));
  }

  /**
   * Takes in a fact from anywhere; {@code from} is the peer that brought it, if one did. What came
   * is written before what it makes worthless goes.
   */
  Joined learn(Fact fact, @Nullable NodeName from, long nowNanos, Effects effects) {
    Joined joined = replica.join(fact);
    if (joined.status() == Joined.Status.NEWS) {
      replica
          .pulseAt(joined.key())
          .ifPresentOrElse(
              onPulse,
              () ->
                  replica
                      .fact(joined.key())
                      .ifPresent(held -> effects.persist(joined.key(), held)));
      joined.forgotten().forEach(effects::forget);
      (from == null ? freshOwn : freshHeard).add(joined.key());
      replica
          .recordAt(joined.key())
          .ifPresent(
              held -> directory.learned(held.node(), held.region(), held.record(), nowNanos));
      if (!joined.forgotten().isEmpty()) {
        directory.forgetOutranked();
      }
      replica.rootAt(joined.key()).ifPresent(any -> directory.revoke(replica.revokedNodes()));
      FactNotices.of(replica, joined, fact).forEach(effects::tell);
      if (joined.first()) {
        replica
            .announcedAt(joined.key())
            .ifPresent(rollout -> announcements.heard(rollout, nowNanos, effects));
      }
    } else if (joined.status() == Joined.Status.REFUSED) {
      effects.tell(FactNotices.refused(joined.reason(), from));
    }
    joined.implied().forEach(more -> learn(more, from, nowNanos, effects));
    return joined;
  }

  /** Tells of what was announced some time ago and could not be told of at once. */
  void tick(long nowNanos, Effects effects) {
    announcements.tick(nowNanos, effects);
  }

  /**
   * Lets go of what the facts of this event made worthless. The rollouts that are returned still
   * stand on the disk.
   */
  List<Garbage.LeftBehind> tidy(Effects effects) {
    Garbage garbage = replica.collectGarbage();
    garbage.places().forEach(effects::forget);
    return garbage.leftBehind();
  }

  /** Signs what this node itself says. */
  NodeStatement sign(String payloadType, Bytes payload) {
    return new NodeStatement(Envelope.sign(payloadType, payload, signer), enrolment);
  }

  /** Signs and takes in what this node itself says. */
  Joined say(String payloadType, Bytes payload, long nowNanos, Effects effects) {
    return learn(new Fact.ByNode(sign(payloadType, payload)), null, nowNanos, effects);
  }

  /** What was made or handed in here and became news since the last call. */
  List<String> takeFreshOwn() {
    List<String> taken = freshOwn;
    freshOwn = new ArrayList<>();
    return taken;
  }

  /** What a peer brought and became news since the last call. */
  List<String> takeFreshHeard() {
    List<String> taken = freshHeard;
    freshHeard = new ArrayList<>();
    return taken;
  }
}
