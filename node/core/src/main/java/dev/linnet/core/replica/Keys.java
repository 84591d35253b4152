package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import java.util.Optional;

/** The places of facts. All that concerns a rollout starts with its announcement's place. */
final class Keys {
  static final String RECORDS = "record/";
  static final String STATUSES = "status/";
  static final String ROLLOUTS = "rollout/";
  static final String ROOTS = "mesh/root/";

  static final String PULSES = "pulse/";

  private Keys() {}

  static String record(NodeName node) {
    return RECORDS + node;
  }

  static String status(NodeName node) {
    return STATUSES + node;
  }

  static String announcement(Digest rollout) {
    return ROLLOUTS + rollout;
  }

  /** The rollout that a place is about; empty if it is about none. */
  static Optional<Digest> rolloutOf(String key) {
    if (!key.startsWith(ROLLOUTS)) {
      return Optional.empty();
    }
    int start = ROLLOUTS.length();
    return Optional.of(new Digest(key.substring(start, start + 64)));
  }

  /** The prefix of all places that hang on a rollout, its announcement's aside. */
  static String of(Digest rollout) {
    return announcement(rollout) + "/";
  }

  static String root(TrustRoot root) {
    return ROOTS + root.version() + "/" + root.id();
  }

  /**
   * One place for abort; one for every other word, so that what a revoked operator said never
   * stands where another's word would.
   */
  static String control(Control control, Digest content) {
    String prefix = of(control.rollout());
    if (control.action() == Control.Action.ABORT) {
      return prefix + "abort";
    }
    return control.action() == Control.Action.PROMOTE
        ? prefix + "promote/" + control.wave() + "/" + control.region() + "/" + content
        : prefix + "switch/" + content;
  }

  /** One place for each kind of ballot: what a juror ever said stays said. */
  static String vote(Vote vote, NodeName juror) {
    return votes(vote, juror) + vote.ballot();
  }

  /** The prefix of the places of all that a juror says in the wave of a vote. */
  static String votes(Vote vote, NodeName juror) {
    return votes(vote.rollout(), vote.wave()) + juror + "/";
  }

  /** The prefix of the places of all votes in a wave. */
  static String votes(Digest rollout, int wave) {
    return of(rollout) + "vote/" + wave + "/";
  }

  /** The prefix of the places of all verdicts on a rollout. */
  static String verdicts(Digest rollout) {
    return of(rollout) + "verdict/";
  }

  /** The prefix of the places of all pulses on a rollout. */
  static String pulses(Digest rollout) {
    return PULSES + rollout + "/";
  }

  static String pulse(Digest rollout, RegionName region, NodeName juror) {
    return pulses(rollout) + region + "/" + juror;
  }

  static String doubleVote(Digest rollout, NodeName juror) {
    return of(rollout) + "misbehaviour/" + juror;
  }

  static String verdict(Fact.Certificate certificate) {
    Panel panel = certificate.panel();
    String place = verdicts(certificate.rollout()) + panel.wave() + "/" + panel.region();
    return panel.isWhole() ? place : place + "/" + panel.deviceClass();
  }
}
