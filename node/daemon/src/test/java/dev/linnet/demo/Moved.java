package dev.linnet.demo;

import dev.linnet.testmesh.TestNode;
import java.util.Collection;

/**
 * Bytes of model chunks that nodes received.
 *
 * @param withinRegions from a node of the same region
 * @param acrossRegions from a node of another region
 * @param fromOrigin from the origin server
 */
record Moved(long withinRegions, long acrossRegions, long fromOrigin) {
  private static final String METRIC = "linnet_artifact_bytes_total";

  /** What these nodes have received since they started. */
  static Moved to(Collection<TestNode> nodes) {
    return new Moved(to(nodes, "region"), to(nodes, "wide"), to(nodes, "origin"));
  }

  private static long to(Collection<TestNode> nodes, String scope) {
    return Math.round(
        nodes.stream()
            .filter(TestNode::isRunning)
            .mapToDouble(
                node -> node.metric(METRIC, "direction=\"received\"", "scope=\"" + scope + "\""))
            .sum());
  }

  Moved since(Moved earlier) {
    return new Moved(
        withinRegions - earlier.withinRegions,
        acrossRegions - earlier.acrossRegions,
        fromOrigin - earlier.fromOrigin);
  }
}
