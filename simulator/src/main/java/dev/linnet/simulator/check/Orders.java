package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators do. */
final class Orders {
  private Orders() {}

  /**
   * A version, and where it goes.
   *
   * @param opset above what narrow nodes offer, or not
   * @param lifeMillis after which nobody opens, or null for ever
   * @param freshnessMillis how old news may be that an opening rests on; 0 for any age
   */
  record Release(
      String model,
      String version,
      Quality quality,
      List<Wave> waves,
      OnFailure onFailure,
      int opset,
      @Nullable Long lifeMillis,
      long freshnessMillis) {

    Manifest manifest(SimulatedMesh mesh) {
      return mesh.model(model, version, quality, null, 1, opset);
    }

    /** Another version by the same plan, as an operator does who goes back on purpose. */
    Release of(Release other) {
      return new Release(
          model,
          other.version,
          other.quality,
          waves,
          onFailure,
          other.opset,
          lifeMillis,
          freshnessMillis);
    }

    /**
     * What the operator writes.
     *
     * @param retryOf the rollout to try again, or null
     */
    Plan plan(long wallMillis, @Nullable Digest retryOf) {
      Instant expires = lifeMillis == null ? null : Instant.ofEpochMilli(wallMillis + lifeMillis);
      return new Plan(
          new ModelName(model),
          version,
          expires,
          onFailure,
          retryOf,
          Duration.ofMillis(freshnessMillis),
          waves);
    }
  }

  /** How an operator goes wrong who signs something else than what was drafted. */
  enum Slip {
    NONE,
    /** Does not say that it is a retry, and does not ask a node's front door. */
    SILENT_RETRY,
    /** Would go back to the version just before, whether or not that is proven. */
    RETURN_TO_HEAD
  }

  /** A rollout is announced at a node; one that was rolled back, as its retry. */
  record Announce(NodeName at, Release release, Slip slip) implements Step.Action {
    @Override
    public String kind() {
      return "announce";
    }

    @Override
    public void apply(World world) {
      Optional<SimulatedNode> found = world.node(at).filter(SimulatedNode::isResponsive);
      if (found.isEmpty()) {
        return;
      }
      SimulatedNode node = found.get();
      Manifest manifest = release.manifest(world.mesh());
      node.push(manifest, ManifestJson.write(manifest));
      if (!node.isUp()) {
        return;
      }
      Digest failed = lastRollback(node, manifest);
      Announcement draft;
      try {
        draft =
            byOperatorsClock(
                node.draft(release.plan(node.wallMillis(), failed)), node.skewMillis());
      } catch (IllegalArgumentException refused) {
        world.note("refused: " + refused.getMessage());
        return;
      }
      if (slip == Slip.SILENT_RETRY && failed != null) {
        Announcement silent = with(draft, draft.returnTo(), null, 0);
        Envelope envelope = world.people().sign(silent);
        world.smuggle(node, envelope);
        world.announced(envelope.id(), silent);
        world.count("silent-retry");
        return;
      }
      Announcement signed =
          slip == Slip.RETURN_TO_HEAD ? with(draft, draft.previous(), failed, 0) : draft;
      Envelope envelope = world.people().sign(signed);
      node.submit(envelope)
          .ifPresentOrElse(
              refusal -> world.note("refused: " + refusal),
              () -> world.announced(envelope.id(), signed));
    }

    /** The latest rollout of a manifest that a quorum rolled back, as far as the node knows. */
    private static @Nullable Digest lastRollback(SimulatedNode node, Manifest manifest) {
      return node.view().rollouts().stream()
          .filter(rollout -> rollout.announcement().manifest().equals(manifest.digest()))
          .filter(Rollout::rolledBackSomewhere)
          .findFirst()
          .map(Rollout::id)
          .orElse(null);
    }
  }

  /** What an operator signs does not depend on how wrong the clock of the node always is. */
  private static Announcement byOperatorsClock(Announcement draft, long skewMillis) {
    return with(draft, draft.returnTo(), draft.retryOf(), skewMillis);
  }

  private static Announcement with(
      Announcement draft, @Nullable Digest returnTo, @Nullable Digest retryOf, long skewMillis) {
    return new Announcement(
        draft.mesh(),
        draft.plan(),
        draft.manifest(),
        draft.epoch(),
        draft.generation(),
        draft.previous(),
        returnTo,
        retryOf,
        draft.announcedAt().minusMillis(skewMillis),
        draft.expires().minusMillis(skewMillis),
        draft.juries());
  }

  /**
   * An operator's word on a rollout.
   *
   * @param rollout which, in the order they were announced
   */
  record Direct(NodeName at, int rollout, Control.Action action, long sequence, int place)
      implements Step.Action {
    @Override
    public String kind() {
      return action.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public void apply(World world) {
      Optional<World.Announced> about = world.rollout(rollout);
      Optional<SimulatedNode> node = world.node(at).filter(SimulatedNode::isResponsive);
      if (about.isEmpty() || node.isEmpty()) {
        return;
      }
      List<Announcement.Jury> juries = about.get().announcement().juries();
      Announcement.Jury jury = juries.get(place % juries.size());
      boolean byHand = action == Control.Action.PROMOTE;
      Control control =
          new Control(
              world.mesh().trustRoot().mesh(),
              about.get().id(),
              action,
              sequence,
              byHand ? (Integer) jury.wave() : null,
              byHand ? jury.region() : null,
              "as the scenario says");
      node.get()
          .submit(world.people().sign(control))
          .ifPresent(refusal -> world.note("refused: " + refusal));
    }
  }
}
