package dev.linnet.simulator.check;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Envelope;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators do. */
final class Orders {
  private Orders() {}

  /**
   * A version, and where it goes.
   *
   * @param waves the regions of each wave
   * @param opset above what narrow nodes offer, or not
   * @param lifeMillis after which nobody opens, or null for ever
   * @param freshnessMillis how old news may be that an opening rests on; 0 for any age
   */
  record Release(
      String model,
      String version,
      Quality quality,
      List<List<String>> waves,
      long bakeMillis,
      int minRequests,
      int minJurors,
      OnFailure onFailure,
      int opset,
      @Nullable Long lifeMillis,
      long freshnessMillis) {

    Manifest manifest(SimulatedMesh mesh) {
      return mesh.model(model, version, quality, null, 1, opset);
    }

    /** New parts of a plan (selectors, windows) are drawn in Generator and go in here. */
    Plan plan(long wallMillis) {
      List<Wave> all = new ArrayList<>();
      for (List<String> regions : waves) {
        all.add(
            new Wave(
                "wave-" + (all.size() + 1),
                regions.stream().map(RegionName::new).toList(),
                Duration.ofMillis(bakeMillis),
                minRequests,
                Gate.defaults(),
                Share.TWO_THIRDS,
                minJurors));
      }
      Instant expires = lifeMillis == null ? null : Instant.ofEpochMilli(wallMillis + lifeMillis);
      return new Plan(
          new ModelName(model),
          version,
          expires,
          onFailure,
          null,
          Duration.ofMillis(freshnessMillis),
          all);
    }
  }

  /** A rollout is announced at a node. */
  record Announce(NodeName at, Release release) implements Step.Action {
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
      Announcement draft;
      try {
        draft = node.draft(release.plan(node.wallMillis()));
      } catch (IllegalArgumentException refused) {
        world.note("refused: " + refused.getMessage());
        return;
      }
      Envelope envelope = world.people().sign(draft);
      node.submit(envelope)
          .ifPresentOrElse(
              refusal -> world.note("refused: " + refusal),
              () -> world.announced(envelope.id(), draft));
    }
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
