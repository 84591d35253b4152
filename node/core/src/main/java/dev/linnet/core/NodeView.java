package dev.linnet.core;

import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Rollout;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a node knows at one moment, for people to look at. Immutable.
 *
 * @param rollouts of all models, each model's head first
 * @param decisions what the node last decided, by model
 */
public record NodeView(
    NodeName self,
    RegionName region,
    List<Member> members,
    List<Rollout> rollouts,
    Map<ModelName, Decision> decisions,
    List<Stored> models) {

  /** A manifest in the store and which of its chunks are there. */
  public record Stored(Manifest manifest, BitSet held) {}
}
