package dev.linnet.core;

import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells people of each announcement once, when it is known whether it counts. A node that is new to
 * its mesh, or was cut off for long, may hear one before those that it follows from: so a
 * generation that leaps is told as such only if peers explained it by nothing for a minute, in
 * which replicas are compared dozens of times.
 */
final class AnnouncementNotices {
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Replica replica;

  /** What leaps as far as is known yet, and since when. */
  private final Map<Digest, Long> leaping = new LinkedHashMap<>();

  AnnouncementNotices(Replica replica) {
    this.replica = replica;
  }

  /** The replica took in an announcement that it had no copy of. */
  void heard(Rollout rollout, long nowNanos, Effects effects) {
    if (follows(rollout)) {
      tellAnnounced(rollout, effects);
    } else {
      leaping.put(rollout.id(), nowNanos);
    }
  }

  void tick(long nowNanos, Effects effects) {
    Iterator<Map.Entry<Digest, Long>> waiting = leaping.entrySet().iterator();
    while (waiting.hasNext()) {
      Map.Entry<Digest, Long> next = waiting.next();
      Optional<Rollout> rollout = replica.rollout(next.getKey());
      boolean counts = rollout.filter(this::follows).isPresent();
      boolean waited = nowNanos - next.getValue() >= PATIENCE_NANOS;
      if (counts || waited || rollout.isEmpty()) {
        waiting.remove();
        rollout.ifPresent(
            known -> {
              if (counts) {
                tellAnnounced(known, effects);
              } else {
                effects.tell(leapt(known));
              }
            });
      }
    }
  }

  private boolean follows(Rollout rollout) {
    return replica.rollouts(rollout.announcement().model()).stream()
        .anyMatch(known -> known.id().equals(rollout.id()));
  }

  private void tellAnnounced(Rollout rollout, Effects effects) {
    effects.tell(
        new Notice(Notice.Severity.INFO, "ROLLOUT_ANNOUNCED", sentence(rollout), about(rollout)));
    race(rollout.announcement()).ifPresent(effects::tell);
  }

  private static Notice leapt(Rollout rollout) {
    return new Notice(
        Notice.Severity.WARNING,
        "GENERATION_LEAPT",
        sentence(rollout)
            + ", more than "
            + Announcement.MAX_GENERATION_JUMP
            + " above any before it: it does not count",
        about(rollout));
  }

  private static String sentence(Rollout rollout) {
    Announcement announcement = rollout.announcement();
    return "version "
        + announcement.version()
        + " of "
        + announcement.model()
        + " is announced, generation "
        + announcement.generation();
  }

  private static Map<String, String> about(Rollout rollout) {
    return Map.of("model", rollout.announcement().model().value(), "rollout", rollout.id().hex());
  }

  /** Rule 11: two operators who saw the same head announced at once. */
  private Optional<Notice> race(Announcement announcement) {
    List<Rollout> rivals =
        replica.rollouts(announcement.model()).stream()
            .filter(rollout -> rollout.announcement().epoch() == announcement.epoch())
            .filter(rollout -> rollout.announcement().generation() == announcement.generation())
            .filter(
                rollout ->
                    Objects.equals(rollout.announcement().previous(), announcement.previous()))
            .toList();
    if (rivals.size() < 2) {
      return Optional.empty();
    }
    Rollout winner = rivals.get(0);
    Rollout loser = rivals.get(rivals.size() - 1);
    return Optional.of(
        new Notice(
            Notice.Severity.WARNING,
            "ROLLOUT_RACE",
            String.join(" and ", winner.announcedBy())
                + " and "
                + String.join(" and ", loser.announcedBy())
                + " both announced generation "
                + announcement.generation()
                + " of "
                + announcement.model()
                + ": version "
                + winner.announcement().version()
                + " wins over version "
                + loser.announcement().version(),
            Map.of("model", announcement.model().value(), "rollout", winner.id().hex())));
  }
}
