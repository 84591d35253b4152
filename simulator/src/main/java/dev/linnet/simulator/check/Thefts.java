package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.trust.Envelope;
import dev.linnet.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a thief of operators' keys announces, to use up a model's generations. */
final class Thefts {
  private static final long STREAM = 0xA24BAED4963EE407L;

  /** To the last that counts, the first that does not, and the last there is. */
  private static final List<Long> LEAPS =
      List.of(
          1L,
          Announcement.MAX_GENERATION_JUMP,
          Announcement.MAX_GENERATION_JUMP + 1,
          Long.MAX_VALUE);

  private Thefts() {}

  /**
   * A rollout is announced anew, so many generations ahead, and not at a node's front door.
   *
   * @param ahead of the rollout that it copies; what is above the highest there is stands for that
   * @param keys how many keys were stolen; where two must sign, a lone one signs twice
   */
  record Leap(NodeName by, int rollout, long ahead, int keys) implements Step.Action {
    @Override
    public String kind() {
      return ahead > Announcement.MAX_GENERATION_JUMP ? "leap-too-far" : "leap";
    }

    @Override
    public void apply(World world) {
      Optional<World.Announced> about = world.rollout(rollout);
      Optional<SimulatedNode> node = world.node(by).filter(SimulatedNode::isResponsive);
      if (about.isEmpty() || node.isEmpty()) {
        return;
      }
      Announcement leaping = leaping(about.get());
      boolean enough = keys >= world.signatures();
      Envelope envelope =
          enough
              ? world.people().signWithFirstKeys(leaping, world.signatures())
              : world.people().signTwiceWithFirstKey(leaping);
      world.smuggle(node.get(), envelope);
      if (enough) {
        world.announced(envelope.id(), leaping);
      } else {
        world.count("one-key-of-two");
      }
    }

    private Announcement leaping(World.Announced about) {
      Announcement real = about.announcement();
      return new Announcement(
          real.mesh(),
          real.plan(),
          real.manifest(),
          real.epoch(),
          ahead > Long.MAX_VALUE - real.generation() ? Long.MAX_VALUE : real.generation() + ahead,
          about.id(),
          real.returnTo(),
          real.retryOf(),
          real.announcedAt(),
          real.expires(),
          real.juries());
    }
  }

  /**
   * Draws from a stream of its own. Half the time the authority raises the epoch, and the operators
   * announce once more.
   *
   * @param signatures how many operators must sign; where it takes two, thieves come more often
   * @param latest what they announce last
   */
  static List<Step> drawn(
      long seed,
      int signatures,
      List<NodeName> nodes,
      List<Long> announcedAtMillis,
      Orders.Release latest) {
    Random random = new Random(seed * STREAM);
    List<Step> steps = new ArrayList<>();
    if (random.nextInt(signatures == 1 ? 6 : 2) > 0) {
      return steps;
    }
    int leaps = 1 + random.nextInt(2);
    long last = 0;
    for (int i = 0; i < leaps; i++) {
      int rollout = random.nextInt(announcedAtMillis.size());
      long at = announcedAtMillis.get(rollout) + 500 + random.nextInt(12_000);
      long ahead = LEAPS.get(random.nextInt(LEAPS.size()));
      steps.add(
          new Step(at, new Leap(oneOf(nodes, random), rollout, ahead, 1 + random.nextInt(2))));
      last = Math.max(last, at);
    }
    if (random.nextBoolean()) {
      NodeName door = oneOf(nodes, random);
      long raised = last + random.nextInt(6_000);
      steps.add(
          new Step(raised, new TrustOrders.Publish(door, TrustOrders.Change.EPOCH_RAISED, door)));
      steps.add(
          new Step(
              raised + random.nextInt(4_000),
              new Orders.Announce(oneOf(nodes, random), latest, Orders.Slip.NONE)));
    }
    return steps;
  }

  private static NodeName oneOf(List<NodeName> nodes, Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
