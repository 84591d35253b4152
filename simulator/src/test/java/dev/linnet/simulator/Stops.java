package dev.linnet.simulator;

import dev.linnet.core.model.ModelName;

/** Counts how often a device answered "not ready" after it had served. */
final class Stops implements SimulatedMesh.Checker {
  private final String device;
  private int count;

  Stops(Story story, String device) {
    this.device = device;
    story.mesh.check(this);
  }

  @Override
  public void onServingStopped(SimulatedNode node, ModelName model) {
    if (node.peer().node().value().equals(device)) {
      count++;
    }
  }

  int count() {
    return count;
  }
}
