package dev.linnet.core;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people are told of facts that became news. */
final class FactNotices {
  private FactNotices() {}

  /** Of a fact that a replica just took in. */
  static List<Notice> of(Replica replica, Joined joined, Fact fact) {
    String key = joined.key();
    if (fact instanceof Fact.Certificate certificate) {
      return List.of(verdict(certificate));
    }
    List<Notice> notices = new ArrayList<>();
    replica.doubleVoterAt(key).ifPresent(juror -> notices.add(equivocated(juror)));
    if (joined.first()) {
      replica.controlAt(key).flatMap(said -> controlled(replica, said)).ifPresent(notices::add);
    }
    replica.rootAt(key).ifPresent(root -> notices.add(root(replica, root)));
    replica
        .announcementAt(key)
        .ifPresent(
            announcement ->
                notices.addAll(
                    announced(replica, ((Fact.ByOperator) fact).envelope().id(), announcement)));
    return notices;
  }

  private static Optional<Notice> controlled(Replica replica, SignedControl said) {
    return replica
        .rollout(said.control().rollout())
        .flatMap(rollout -> ControlNotices.of(said, rollout));
  }

  private static List<Notice> announced(
      Replica replica, Digest rollout, Announcement announcement) {
    String what =
        "version "
            + announcement.version()
            + " of "
            + announcement.model()
            + " is announced, generation "
            + announcement.generation();
    Map<String, String> about =
        Map.of("model", announcement.model().value(), "rollout", rollout.hex());
    boolean leapt =
        replica.rollouts(announcement.model()).stream()
            .noneMatch(known -> known.announcement().equals(announcement));
    if (leapt) {
      return List.of(
          new Notice(
              Notice.Severity.WARNING,
              "GENERATION_LEAPT",
              what
                  + ", more than "
                  + Announcement.MAX_GENERATION_JUMP
                  + " above any before it: it does not count",
              about));
    }
    List<Notice> notices = new ArrayList<>();
    notices.add(new Notice(Notice.Severity.INFO, "ROLLOUT_ANNOUNCED", what, about));
    race(replica, announcement).ifPresent(notices::add);
    return notices;
  }

  /** Rule 11: two operators who saw the same head announced at once. */
  private static Optional<Notice> race(Replica replica, Announcement announcement) {
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

  private static Notice verdict(Fact.Certificate certificate) {
    Map<String, String> about = new TreeMap<>();
    about.put("rollout", certificate.rollout().hex());
    about.put("wave", Integer.toString(certificate.panel().wave()));
    about.put("region", certificate.panel().region().value());
    about.put("outcome", certificate.outcome().name());
    String deviceClass = certificate.panel().deviceClass();
    if (deviceClass != null) {
      about.put("class", deviceClass);
    }
    return new Notice(
        certificate.outcome() == Outcome.ROLLED_BACK
            ? Notice.Severity.WARNING
            : Notice.Severity.INFO,
        "VERDICT",
        certificate.panel().words() + ": " + certificate.outcome(),
        about);
  }

  private static Notice equivocated(NodeName juror) {
    return new Notice(
        Notice.Severity.WARNING,
        "JUROR_EQUIVOCATED",
        "juror "
            + juror
            + " said two things under one number: its HEALTHY counts no more in this rollout;"
            + " find out whether it lost its disk, runs twice or was broken into",
        Map.of("node", juror.value()));
  }

  private static Notice root(Replica replica, TrustRoot root) {
    return replica.isForked()
        ? forked()
        : new Notice(
            Notice.Severity.INFO,
            "TRUST_ROOT",
            "trust root " + root.version() + " of mesh " + root.mesh() + " is known",
            Map.of("version", Integer.toString(root.version())));
  }

  static Notice forked() {
    return new Notice(
        Notice.Severity.ALARM,
        "TRUST_ROOT_FORKED",
        "two different trust roots of one version are signed: nothing new opens; a ROOT key was"
            + " used twice or stolen, so set the mesh up anew with other keys",
        Map.of());
  }

  static Notice refused(String reason, @Nullable NodeName from) {
    return new Notice(
        Notice.Severity.WARNING,
        "FACT_REFUSED",
        "refused a fact" + (from == null ? "" : " that node " + from + " sent") + ": " + reason,
        from == null ? Map.of() : Map.of("node", from.value()));
  }
}
