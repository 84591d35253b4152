package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Tally;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Trust;
import dev.linnet.core.trust.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Checks certificates by the votes in them, whoever assembled and carried them. */
final class Certificates {
  private Certificates() {}

  static Certified verify(Fact.Certificate certificate, Announcement announcement, Trust trust)
      throws Untrusted {
    Panel panel = certificate.panel();
    Jury jury =
        announcement
            .jury(panel)
            .orElseThrow(
                () ->
                    new Untrusted(
                        "certificate: no jury of "
                            + panel.words()
                            + " for wave "
                            + panel.wave()));
    if (certificate.votes().size() > jury.jurors().size()) {
      throw new Untrusted("certificate: more votes than jurors");
    }
    SortedSet<NodeName> voters = new TreeSet<>();
    List<Cast> casts = new ArrayList<>();
    for (NodeStatement statement : certificate.votes()) {
      Enrolment by = trust.requireNode(statement);
      Vote vote = vote(statement, certificate, trust);
      if (!by.region().equals(panel.region())) {
        throw new Untrusted("certificate: a vote from region " + by.region());
      }
      if (!jury.jurors().contains(by.node())) {
        throw new Untrusted(
            "certificate: a vote of node " + by.node() + ", which is no juror of " + panel.words());
      }
      if (!voters.add(by.node())) {
        throw new Untrusted("certificate: two votes of node " + by.node());
      }
      casts.add(new Cast(by.node(), vote, statement));
    }
    Certified certified =
        new Certified(
            certificate.outcome(),
            jury,
            announcement.plan().waves().get(panel.wave()),
            casts);
    if (certified.weigh(Set.of()).isEmpty()) {
      Tally tally = certified.tally(Set.of());
      throw new Untrusted(
          "certificate: "
              + tally.healthy()
              + " HEALTHY and "
              + tally.unhealthy()
              + " UNHEALTHY of "
              + tally.jurors()
              + " do not prove "
              + certificate.outcome());
    }
    return certified;
  }

  private static Vote vote(NodeStatement statement, Fact.Certificate certificate, Trust trust)
      throws Untrusted {
    if (!statement.statement().payloadType().equals(Vote.PAYLOAD_TYPE)) {
      throw new Untrusted("certificate: holds a " + statement.statement().payloadType());
    }
    Vote vote = Vote.parse(statement.statement().payload());
    if (!vote.mesh().equals(trust.root().mesh())
        || !vote.rollout().equals(certificate.rollout())
        || vote.wave() != certificate.panel().wave()) {
      throw new Untrusted("certificate: a vote of another mesh, rollout or wave");
    }
    return vote;
  }

  /**
   * Names what a certificate says: its place, its outcome and its votes. A vote does not name its
   * juror, the enrolment beside it does: two jurors may say the very same.
   */
  static Digest digest(Fact.Certificate certificate) {
    StringBuilder all =
        new StringBuilder(Keys.verdict(certificate)).append(' ').append(certificate.outcome());
    for (NodeStatement vote : certificate.votes()) {
      all.append(' ').append(vote.enrolment().id()).append(' ').append(vote.statement().id());
    }
    return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }
}
