package dev.linnet.core;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.replica.Joined;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.SignedControl;
import dev.linnet.core.trust.TrustRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return notices;
  }

  private static Optional<Notice> controlled(Replica replica, SignedControl said) {
    return replica
        .rollout(said.control().rollout())
        .flatMap(rollout -> ControlNotices.of(said, rollout));
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
