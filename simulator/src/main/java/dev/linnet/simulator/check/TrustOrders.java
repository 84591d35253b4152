package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What the authority does about those whose word must not count any more, and what they do. */
final class TrustOrders {
  private static final long STREAM = 0xD1B54A32D192ED03L;

  private TrustOrders() {}

  /** What the next trust root brings. */
  enum Change {
    NODE_REVOKED,
    OPERATOR_REVOKED,
    RENEWED,
    EPOCH_RAISED
  }

  /** The changes that come without a reason. */
  private static final List<Change> AT_ANY_TIME =
      List.of(Change.NODE_REVOKED, Change.OPERATOR_REVOKED, Change.RENEWED);

  /** The next trust root is handed in at a node. */
  record Publish(NodeName at, Change change, NodeName about) implements Step.Action {
    @Override
    public String kind() {
      return switch (change) {
        case NODE_REVOKED -> "revoke-node";
        case OPERATOR_REVOKED -> "revoke-operator";
        case RENEWED -> "rotate-root";
        case EPOCH_RAISED -> "raise-epoch";
      };
    }

    @Override
    public void apply(World world) {
      Optional<SimulatedNode> node = world.node(at).filter(SimulatedNode::isResponsive);
      if (node.isEmpty()) {
        return;
      }
      TrustRoot next =
          switch (change) {
            case NODE_REVOKED -> world.people().revoking(about);
            case OPERATOR_REVOKED -> world.people().revokingFirstOperator();
            case RENEWED -> world.people().renewed();
            case EPOCH_RAISED -> world.people().raisingEpoch();
          };
      node.get()
          .submit(world.mesh().byAuthority(next))
          .ifPresentOrElse(
              refusal -> world.note("refused: " + refusal), () -> world.people().published(next));
    }
  }

  /** The first operator's key says something, whether or not it may still speak. */
  record StolenWord(NodeName at, int rollout, Control.Action action) implements Step.Action {
    @Override
    public String kind() {
      return "stolen-key";
    }

    @Override
    public void apply(World world) {
      Optional<SimulatedNode> node = world.node(at).filter(SimulatedNode::isResponsive);
      Optional<World.Announced> about = world.rollout(rollout);
      if (node.isPresent() && about.isPresent()) {
        Control control =
            new Control(
                world.mesh().trustRoot().mesh(),
                about.get().id(),
                action,
                1_000,
                null,
                null,
                "as a thief says");
        node.get()
            .submit(world.people().signWithFirstKey(control))
            .ifPresent(refusal -> world.note("refused: " + refusal));
      }
    }
  }

  /** Draws from a stream of its own, so that the rest of a seed's scenario stays what it is. */
  static List<Step> drawn(long seed, List<NodeName> nodes, List<Long> announcedAtMillis) {
    Random random = new Random(seed * STREAM);
    List<Step> steps = new ArrayList<>();
    int roots = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    for (int i = 0; i < roots; i++) {
      int rollout = random.nextInt(announcedAtMillis.size());
      long at = announcedAtMillis.get(rollout) + random.nextInt(8_000);
      Change change = oneOf(AT_ANY_TIME, random);
      NodeName door = oneOf(nodes, random);
      List<NodeName> revocable = nodes.stream().filter(node -> !isSeed(node)).toList();
      if (change != Change.NODE_REVOKED || !revocable.isEmpty()) {
        NodeName about = change == Change.NODE_REVOKED ? oneOf(revocable, random) : door;
        steps.add(new Step(at, new Publish(door, change, about)));
      }
      if (change == Change.OPERATOR_REVOKED) {
        Control.Action action = random.nextBoolean() ? Control.Action.RESUME : Control.Action.PAUSE;
        long then = at + random.nextInt(3_000) - 1_000;
        steps.add(new Step(then, new StolenWord(oneOf(nodes, random), rollout, action)));
      }
    }
    return steps;
  }

  /**
   * Others meet the mesh through the first node of each region; without it a region falls apart.
   */
  private static boolean isSeed(NodeName node) {
    return node.value().endsWith("-1");
  }

  private static <T> T oneOf(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
