package dev.linnet.simulator.check;

import dev.linnet.core.Message;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.Signer;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A node that says what does not follow the rules, with nothing but its own key.
 *
 * @param rollout what it lies about
 * @param answers what jurors answered to it, to be repeated
 */
public record Liar(
    SimulatedMesh mesh,
    SimulatedNode node,
    Digest rollout,
    Announcement about,
    Supplier<Collection<Message.PulseGiven>> answers) {
  /** What it may say. */
  public enum Lie {
    /** HEALTHY to one half of the region, UNHEALTHY to the other. */
    BOTH_BALLOTS,
    HEALTHY,
    UNHEALTHY,
    ABSTAINING,
    /** Votes in the names of all the others. */
    VOTES_OF_OTHERS,
    /** A verdict that rests on the liar's vote alone. */
    LONE_VERDICT,
    /** A verdict that counts the liar's vote again and again. */
    DOUBLED_VERDICT,
    /** An operator's words, signed by a node. */
    ORDERS,
    /** A generation that no operator announced. */
    ANNOUNCEMENT,
    /** Other bytes than the manifest's digest names. */
    MANIFEST,
    /** UNHEALTHY, and HEALTHY under the next number. */
    TURNCOAT,
    /** What others answered to this node, given to those who ask later. */
    OLD_ANSWERS,
    /** The same again and again, under higher and higher numbers. */
    FLOOD
  }

  private static final long ANY_NONCE = 1;
  private static final int REPEATS = 40;
  private static final long REPEAT_NANOS = 1_000_000_000L;

  /** Tells everyone whom it concerns. Nothing if no wave selects it. */
  public void say(Lie what) {
    RegionName region = node.peer().region();
    OptionalInt wave = about.waveOf(node.self());
    if (wave.isEmpty()) {
      return;
    }
    int at = wave.getAsInt();
    switch (what) {
      case BOTH_BALLOTS -> {
        List<Peer> peers = others(true);
        int half = peers.size() / 2;
        tell(peers.subList(0, half), fact(vote(at, Ballot.HEALTHY, node.peer())));
        tell(peers.subList(half, peers.size()), fact(vote(at, Ballot.UNHEALTHY, node.peer())));
      }
      case HEALTHY -> tell(others(true), fact(vote(at, Ballot.HEALTHY, node.peer())));
      case UNHEALTHY -> tell(others(true), fact(vote(at, Ballot.UNHEALTHY, node.peer())));
      case ABSTAINING -> tell(others(true), fact(vote(at, Ballot.INELIGIBLE, node.peer())));
      case TURNCOAT -> {
        tell(others(true), fact(vote(at, 2, Ballot.UNHEALTHY, node.peer())));
        tell(others(true), fact(vote(at, 3, Ballot.HEALTHY, node.peer())));
      }
      case VOTES_OF_OTHERS -> {
        for (Peer victim : others(true)) {
          tell(others(true), fact(vote(at, Ballot.HEALTHY, victim)));
          tell(others(true), fact(vote(at, Ballot.UNHEALTHY, victim)));
        }
      }
      case LONE_VERDICT -> verdicts(at, 1);
      case DOUBLED_VERDICT -> verdicts(at, about.jury(at, region).orElseThrow().jurors().size());
      case ORDERS -> {
        for (Control.Action action : Control.Action.values()) {
          boolean byHand = action == Control.Action.PROMOTE;
          Control control =
              new Control(
                  meshName(),
                  rollout,
                  action,
                  1_000,
                  byHand ? (Integer) at : null,
                  byHand ? region : null,
                  "a lie");
          tell(
              others(false),
              new Fact.ByOperator(
                  Envelope.sign(Control.PAYLOAD_TYPE, control.toPayload(), signer())));
        }
      }
      case ANNOUNCEMENT -> tell(others(false), forgedAnnouncement());
      case FLOOD -> {
        for (int sequence = 1; sequence <= REPEATS; sequence++) {
          tell(others(true), fact(vote(at, sequence, Ballot.INELIGIBLE, node.peer())));
        }
      }
      case OLD_ANSWERS -> {
        for (Peer peer : others(false)) {
          mesh.deliver(node.peer(), peer, new Message.PulseAsked(rollout, ANY_NONCE));
        }
        for (int i = 1; i <= REPEATS; i++) {
          mesh.after(i * REPEAT_NANOS, this::repeatAnswers);
        }
      }
      case MANIFEST -> {
        Manifest other =
            mesh.model(about.model().value(), "a-lie", Quality.GOOD, null, 1, World.OLD_OPSET);
        for (Peer peer : others(false)) {
          mesh.deliver(
              node.peer(),
              peer,
              new Message.ManifestGiven(about.manifest(), Bytes.utf8(ManifestJson.write(other))));
        }
      }
    }
  }

  private void repeatAnswers() {
    for (Message.PulseGiven answer : answers.get()) {
      others(false).forEach(peer -> mesh.deliver(node.peer(), peer, answer));
    }
  }

  private void verdicts(int wave, int copies) {
    for (Outcome outcome : Outcome.values()) {
      Ballot ballot = outcome == Outcome.PROMOTED ? Ballot.HEALTHY : Ballot.UNHEALTHY;
      List<NodeStatement> votes =
          new ArrayList<>(Collections.nCopies(copies, vote(wave, ballot, node.peer())));
      tell(
          others(false), new Fact.Certificate(rollout, wave, node.peer().region(), outcome, votes));
    }
  }

  private Fact forgedAnnouncement() {
    Announcement real = about;
    Announcement forged =
        new Announcement(
            real.mesh(),
            real.plan(),
            real.manifest(),
            real.epoch(),
            real.generation() + 1,
            rollout,
            real.returnTo(),
            real.retryOf(),
            real.announcedAt(),
            real.expires(),
            real.juries());
    return new Fact.ByOperator(
        Envelope.sign(Announcement.PAYLOAD_TYPE, AnnouncementJson.write(forged), signer()));
  }

  private NodeStatement vote(int wave, Ballot ballot, Peer inTheNameOf) {
    return vote(wave, 1, ballot, inTheNameOf);
  }

  private NodeStatement vote(int wave, long sequence, Ballot ballot, Peer inTheNameOf) {
    Vote vote = new Vote(meshName(), rollout, wave, sequence, ballot, "a lie", Evidence.NONE);
    return new NodeStatement(
        Envelope.sign(Vote.PAYLOAD_TYPE, vote.toPayload(), signer()),
        mesh.enrolmentOf(inTheNameOf));
  }

  private static Fact fact(NodeStatement statement) {
    return new Fact.ByNode(statement);
  }

  private Signer signer() {
    return mesh.signerOf(node.peer().node());
  }

  private String meshName() {
    return mesh.trustRoot().mesh();
  }

  private List<Peer> others(boolean ofRegion) {
    return mesh.nodes().stream()
        .map(SimulatedNode::peer)
        .filter(peer -> !peer.equals(node.peer()))
        .filter(peer -> !ofRegion || peer.region().equals(node.peer().region()))
        .toList();
  }

  private void tell(List<Peer> peers, Fact fact) {
    Message message = new Message.FactsPushed(List.of(fact), 1);
    peers.forEach(peer -> mesh.deliver(node.peer(), peer, message));
  }
}
