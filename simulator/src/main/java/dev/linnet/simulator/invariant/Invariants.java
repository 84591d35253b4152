package dev.linnet.simulator.invariant;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Digest;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.Set;

/**
 * Watches a mesh and throws {@link Violated} at the event that breaks an invariant. Looks only at
 * the node that did something and at what it did, so that it costs little; what can only be told of
 * the whole is in {@link #end}. Liars are not held to anything.
 */
public final class Invariants implements SimulatedMesh.Checker {
  /** Reading a node's whole view is dear; a floor that fell stays fallen. */
  private static final long FLOOR_EVERY_EVENTS = 128;

  private final Ghost ghost;
  private final Opening opening;
  private final Voting voting;
  private final Durability durability;
  private final Bounds bounds;
  private final Freshness freshness;
  private final EndState endState;

  public Invariants(SimulatedMesh mesh, Set<NodeName> liars) {
    this.ghost = new Ghost(mesh, liars);
    this.opening = new Opening(ghost);
    this.voting = new Voting(ghost);
    this.durability = new Durability(ghost);
    this.bounds = new Bounds(ghost);
    this.freshness = new Freshness(ghost);
    this.endState = new EndState(ghost, opening);
  }

  /** What must hold once faults and facts have stopped for long enough. */
  public EndState end() {
    return endState;
  }

  /** An opening counts from when it is on the disk, also if the process died before the swap. */
  @Override
  public void onCrashed(SimulatedNode node) {
    Ghost.OfNode known = ghost.of(node);
    known.servingSinceNanos.clear();
    known.met.clear();
    known.freshWord.clear();
    known.freshUntilNanos.clear();
    for (ModelName model : known.heard.models()) {
      Digest active = Ghost.memory(node, model).active();
      if (active == null) {
        known.active.remove(model);
      } else {
        known.active.put(model, active);
        known.opened.add(active);
        known.served.add(active);
      }
    }
  }

  @Override
  public void onDiskLost(SimulatedNode node) {
    ghost.of(node).loseDisk();
  }

  @Override
  public void onTaken(SimulatedNode node, Event event) {
    Ghost.OfNode known = ghost.of(node);
    freshness.onTaken(node, event);
    if (event instanceof Event.MessageReceived received) {
      if (ghost.knows(node, received.from())) {
        hear(node, received.message());
      }
    } else if (event instanceof Event.PeerUp up) {
      known.met.add(up.peer().node());
    } else if (event instanceof Event.PeerDown down && !down.suspectedOnly()) {
      known.met.remove(down.node());
    } else if (event instanceof Event.Ticked ticked) {
      known.wallMillis = ticked.wallMillis();
    } else if (event instanceof Event.TrialFinished trial && trial.passed()) {
      known.passedTrials.add(trial.manifest());
    }
  }

  private void hear(SimulatedNode node, Message message) {
    if (message instanceof Message.FactsPushed pushed) {
      for (Fact fact : pushed.facts()) {
        freshness.onFact(node, fact);
        ghost.hear(ghost.of(node).heard, fact);
      }
    } else if (message instanceof Message.PulseGiven given) {
      freshness.onAnswer(node, given.statement());
    }
  }

  @Override
  public void onPersisted(SimulatedNode node, String key, Fact fact) {
    boolean madeHere = ghost.isNew(fact);
    if (ghost.isHonest(node)) {
      voting.check(node, fact, madeHere);
      durability.onPersisted(node, fact);
      bounds.onPersisted(node, key, fact);
    }
    ghost.hear(ghost.of(node).heard, fact);
    ghost.of(node).durable.add(fact);
  }

  @Override
  public void onForgotten(SimulatedNode node, String key, Fact fact) {
    if (ghost.isHonest(node)) {
      durability.onForgotten(node, fact);
      bounds.onForgotten(node, key, fact);
    }
  }

  /** Read from what people are told, since what the core reads from the disk is on trial here. */
  @Override
  public void onNotice(SimulatedNode node, Notice notice) {
    String rollout = notice.about().get("rollout");
    if (notice.kind().equals("ROLLOUT_FAILED_HERE") && rollout != null) {
      ghost.of(node).failed.add(new Digest(rollout));
      ghost.of(node).failedJustNow = new Digest(rollout);
    }
  }

  @Override
  public void onManifestStored(SimulatedNode node, Digest digest, String json) {
    if (ghost.isHonest(node)) {
      durability.onManifestStored(node, digest, json);
    }
  }

  @Override
  public void onManifestDropped(SimulatedNode node, Digest digest) {
    if (ghost.isHonest(node)) {
      durability.onManifestDropped(node, digest);
    }
  }

  @Override
  public void onSent(SimulatedNode node, Peer to, Message message) {
    freshness.onSent(message);
    if (ghost.isHonest(node)) {
      durability.onSent(node, message);
    }
  }

  @Override
  public void onServeOrdered(SimulatedNode node, Manifest manifest) {
    if (ghost.isHonest(node)) {
      opening.check(node, manifest);
    }
    Digest rollout = ghost.activeOnDisk(node, manifest);
    if (rollout != null) {
      ghost.of(node).active.put(manifest.name(), rollout);
      if (ghost.of(node).opened.add(rollout) && ghost.isHonest(node)) {
        freshness.onOrdered(node, rollout);
      } else {
        freshness.onOrderedAgain(node, rollout);
      }
    }
  }

  @Override
  public void onServing(SimulatedNode node, Manifest manifest) {
    Ghost.OfNode known = ghost.of(node);
    Digest rollout = known.active.get(manifest.name());
    if (rollout != null) {
      if (known.served.add(rollout) && ghost.isHonest(node)) {
        freshness.onServing(node, rollout);
      }
      known.servingSinceNanos.keySet().removeIf(other -> ghost.isOf(other, manifest.name()));
      known.servingSinceNanos.put(rollout, ghost.mesh.nowNanos());
    }
  }

  @Override
  public void onServingLate(SimulatedNode node, Manifest manifest) {
    Ghost.OfNode known = ghost.of(node);
    Digest rollout = known.active.remove(manifest.name());
    if (rollout != null && !known.served.contains(rollout)) {
      known.opened.remove(rollout);
    }
    known.servingSinceNanos.keySet().stream()
        .filter(serving -> ghost.isOf(serving, manifest.name()))
        .forEach(serving -> known.active.put(manifest.name(), serving));
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    if (ghost.isHonest(node)) {
      opening.checkStopped(node, model);
    }
    ghost.of(node).active.remove(model);
    ghost.of(node).servingSinceNanos.keySet().removeIf(other -> ghost.isOf(other, model));
  }

  @Override
  public void onHandled(SimulatedNode node) {
    Digest failed = ghost.of(node).failedJustNow;
    ghost.of(node).failedJustNow = null;
    if (failed != null && ghost.isHonest(node)) {
      opening.checkLeft(node, failed);
    }
    durability.onHandled(node);
    if (ghost.isHonest(node) && ghost.mesh.eventsHandled() % FLOOR_EVERY_EVENTS == 0) {
      durability.checkFloor(node);
    }
  }

  /** For a history: what a fact says, in a few words; empty if that is of no interest. */
  public String describe(Fact fact) {
    Reading reading = ghost.reader.read(fact);
    return Describing.of(reading, ghost);
  }
}
