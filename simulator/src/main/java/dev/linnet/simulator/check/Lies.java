package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import java.util.Optional;

/** What liars do in a scenario. */
final class Lies {
  private Lies() {}

  /** A liar says something to everyone about a rollout. */
  record Told(NodeName node, Liar.Lie what, int rollout) implements Step.Action {
    @Override
    public String kind() {
      return "lie";
    }

    @Override
    public void apply(World world) {
      Optional<World.Announced> about = world.rollout(rollout);
      world
          .node(node)
          .filter(found -> found.isUp() && world.isLiar(found))
          .ifPresent(
              found ->
                  about.ifPresent(
                      known ->
                          new Liar(
                                  world.mesh(),
                                  found,
                                  known.id(),
                                  known.announcement(),
                                  () -> world.answersTo(found))
                              .say(what)));
    }
  }
}
