package dev.linnet.simulator.invariant;

import dev.linnet.core.Message;
import dev.linnet.core.NodeView;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rule 12 and INV-1, 11, 14, 17: nothing leaves that is not on the disk, and no floor falls. */
final class Durability {
  private final Ghost ghost;

  Durability(Ghost ghost) {
    this.ghost = ghost;
  }

  /** A pulse alone is never written, since none is fresh after a restart; it must be sound. */
  void onSent(SimulatedNode node, Message message) {
    if (message instanceof Message.FactsPushed pushed) {
      for (Fact fact : pushed.facts()) {
        boolean pulse = ghost.reader.read(fact).content() instanceof Pulse;
        if (!pulse && !ghost.of(node).durable.contains(fact)) {
          throw ghost.violated(
              "INV-1", node, "forwards a fact that it never checked and wrote: " + about(fact));
        }
      }
    }
  }

  void onPersisted(SimulatedNode node, Fact fact) {
    Reading reading = ghost.reader.read(fact);
    Digest rollout = reading.rollout();
    if (reading.content() instanceof TrustRoot) {
      ghost.of(node).stillOutlived.clear();
      ghost.of(node).changed.addAll(ghost.of(node).heard.models());
    } else if (rollout != null && !(reading.content() instanceof Vote)) {
      Optional.ofNullable(ghost.reader.announcements().get(rollout))
          .ifPresent(announcement -> ghost.of(node).changed.add(announcement.model()));
    }
    if (reading.content() instanceof Announcement
        && rollout != null
        && ghost.of(node).forgotten.contains(rollout)
        && ghost.of(node).isOutlivedThroughout(rollout)) {
      throw ghost.violated("INV-11", node, "takes in again " + ghost.name(rollout));
    }
  }

  /** Of what this event brought, all must count before anything is outlived. */
  void onHandled(SimulatedNode node) {
    Ghost.OfNode known = ghost.of(node);
    for (ModelName model : known.changed) {
      for (Heard.Told told : known.heard.of(model)) {
        if (known.heard.isOutlived(told)) {
          known.outlived.add(told.id);
          known.stillOutlived.add(told.id);
        } else {
          known.stillOutlived.remove(told.id);
        }
      }
    }
    known.changed.clear();
  }

  void onForgotten(SimulatedNode node, Fact fact) {
    Reading reading = ghost.reader.read(fact);
    if (reading.content() instanceof Announcement announcement && reading.rollout() != null) {
      Optional<Heard.Told> head = ghost.of(node).heard.head(announcement.model());
      if (head.filter(told -> told.id.equals(reading.rollout())).isPresent()) {
        throw ghost.violated("INV-11", node, "forgets the floor, " + ghost.name(reading.rollout()));
      }
      if (!ghost.of(node).wasOutlived(reading.rollout())) {
        throw ghost.violated(
            "INV-17",
            node,
            "forgets " + ghost.name(reading.rollout()) + ", to which it may have to go back");
      }
      ghost.of(node).forgotten.add(reading.rollout());
    }
  }

  /** The rollouts that this node alone still knows, and that count for it alone. */
  static Set<Digest> leftBehind(NodeView view) {
    Set<Digest> leftBehind = new TreeSet<>();
    view.courses().values().forEach(course -> leftBehind.addAll(course.leftBehind()));
    return leftBehind;
  }

  /** The head that a node shows is the highest it ever heard of. */
  void checkFloor(SimulatedNode node) {
    Map<ModelName, Digest> heads = new TreeMap<>();
    NodeView view = node.view();
    for (Digest left : leftBehind(view)) {
      if (!ghost.of(node).wasOutlived(left)) {
        throw ghost.violated(
            "INV-17", node, "tells nobody any more of " + ghost.name(left) + ", which counts");
      }
    }
    for (Rollout rollout : view.rollouts()) {
      heads.putIfAbsent(rollout.announcement().model(), rollout.id());
    }
    for (Digest known : ghost.reader.announcements().keySet()) {
      ModelName model = Objects.requireNonNull(ghost.reader.announcements().get(known)).model();
      Optional<Digest> floor = ghost.of(node).heard.head(model).map(told -> told.id);
      if (floor.isPresent() && !floor.get().equals(heads.get(model))) {
        throw ghost.violated(
            "INV-11",
            node,
            "no longer knows the floor of " + model + ", " + ghost.name(floor.get()));
      }
    }
  }

  void onManifestStored(SimulatedNode node, Digest digest, String json) {
    if (!Digest.of(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)).equals(digest)) {
      throw ghost.violated("INV-14", node, "stores other bytes than manifest " + digest.brief());
    }
  }

  /** What serves, and what it would go back to, stays, unless the same event ends its serving. */
  void onManifestDropped(SimulatedNode node, Digest manifest) {
    Ghost.OfNode known = ghost.of(node);
    for (Map.Entry<ModelName, Digest> serving : known.active.entrySet()) {
      if (Ghost.memory(node, serving.getKey()).active() == null) {
        continue;
      }
      Digest active = serving.getValue();
      Heard.Told told = known.heard.rollout(active);
      Digest returnTo = told == null ? null : told.announcement.returnTo();
      Heard.Told fallback = known.heard.rollout(returnTo);
      boolean needed =
          (told != null && told.announcement.manifest().equals(manifest))
              || (fallback != null && fallback.announcement.manifest().equals(manifest));
      if (needed) {
        throw ghost.violated(
            "INV-17", node, "lets go of manifest " + manifest.brief() + ", which it needs");
      }
    }
  }

  private String about(Fact fact) {
    Reading reading = ghost.reader.read(fact);
    return reading.rollout() == null
        ? fact.getClass().getSimpleName()
        : fact.getClass().getSimpleName() + " on " + ghost.name(reading.rollout());
  }
}
