package dev.linnet.core;

import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows at one moment, for people to look at. Immutable.
 *
 * @param members all nodes whose records are kept, and this one
 * @param others of this node's region, where it is larger than a council: of these it knows that
 *     they live, and no more
 * @param rollouts of all models, each model's head first; last what the mesh forgot and this node
 *     still needs
 * @param courses what the node does about each model that it knows a rollout of
 * @param roots the trust roots, the oldest first; two of one version in a fork
 */
public record NodeView(
    NodeName self,
    RegionName region,
    List<Member> members,
    List<Peer> others,
    List<Rollout> rollouts,
    Map<ModelName, Course> courses,
    List<Stored> models,
    List<Envelope> roots) {

  /**
   * What a node does about a model.
   *
   * @param decision what it last decided
   * @param phase how far it is with the model's head
   * @param running the rollout whose version answers; null if none does
   * @param silentNanos how long ago any juror of a place was heard about the model's head, where
   *     any was
   * @param leftBehind the rollouts that only this node still knows
   */
  public record Course(
      Decision decision,
      Phase phase,
      @Nullable Digest running,
      Map<Place, Long> silentNanos,
      Set<Digest> leftBehind) {}

  /** A manifest in the store and which of its chunks are there. */
  public record Stored(Manifest manifest, BitSet held) {}
}
