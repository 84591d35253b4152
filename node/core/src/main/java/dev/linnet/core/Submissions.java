package dev.linnet.core;

import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Retry;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.TrustRoot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes in what operators hand in at this node, and tells them why it is not taken. */
final class Submissions {
  private final Replica replica;
  private final Facts facts;

  Submissions(Replica replica, Facts facts) {
    this.replica = replica;
    this.facts = facts;
  }

  /** Returns the reason for a refusal, or null if it was accepted. */
  @Nullable String submit(Envelope envelope, long nowNanos, Effects effects) {
    Optional<String> futile =
        envelope.payloadType().equals(Announcement.PAYLOAD_TYPE)
            ? futile(envelope)
            : envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)
                ? forking(envelope)
                : Optional.empty();
    if (futile.isPresent()) {
      return futile.get();
    }
    Optional<String> objection = replica.objection(envelope);
    if (objection.isPresent()) {
      effects.tell(FactNotices.refused(objection.get(), null));
      return objection.get();
    }
    Joined joined = facts.learn(new Fact.ByOperator(envelope), null, nowNanos, effects);
    return switch (joined.status()) {
      case NEWS, KNOWN -> null;
      case STALE -> "the mesh has left this generation behind: plan again";
      case UNPLACED, REFUSED -> joined.reason();
    };
  }

  /**
   * A trust root that was made beside a known one; well signed, it would fork the mesh for good.
   */
  private Optional<String> forking(Envelope envelope) {
    List<Envelope> known = replica.roots();
    if (known.isEmpty() || known.stream().anyMatch(root -> root.id().equals(envelope.id()))) {
      return Optional.empty();
    }
    try {
      int version = TrustRoot.parse(envelope.payload()).version();
      int newest = TrustRoot.parse(known.get(known.size() - 1).payload()).version();
      return version > newest
          ? Optional.empty()
          : Optional.of(
              "trust root "
                  + version
                  + ": another one of that version is known, the newest is "
                  + newest
                  + ": make the next one from that");
    } catch (IllegalArgumentException e) {
      return Optional.of("trust root: " + e.getMessage());
    }
  }

  /**
   * An announcement that was signed on an older head would be superseded before it began, and one
   * that hides that it is a retry would open nowhere.
   */
  private Optional<String> futile(Envelope envelope) {
    Announcement announcement;
    try {
      announcement = AnnouncementJson.parse(envelope.payload());
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    List<Rollout> others =
        replica.rollouts(announcement.model()).stream()
            .filter(rollout -> !rollout.id().equals(envelope.id()))
            .toList();
    long reached =
        others.stream()
            .map(Rollout::announcement)
            .filter(head -> head.epoch() == announcement.epoch())
            .findFirst()
            .map(Announcement::generation)
            .orElse(0L);
    if (announcement.generation() - reached > Announcement.MAX_GENERATION_JUMP) {
      return Optional.of(
          "generation "
              + announcement.generation()
              + " is more than "
              + Announcement.MAX_GENERATION_JUMP
              + " above the head's "
              + reached);
    }
    return others.stream()
        .findFirst()
        .filter(head -> !head.announcement().isBelow(announcement))
        .map(
            head ->
                "generation "
                    + announcement.generation()
                    + " is not above the head's "
                    + head.announcement().generation()
                    + ": another operator was faster, plan again")
        .or(
            () ->
                Retry.unnamed(announcement.manifest(), announcement.retryOf(), others)
                    .map(Retry::sentence));
  }
}
