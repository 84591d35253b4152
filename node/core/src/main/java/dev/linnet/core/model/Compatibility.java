package dev.linnet.core.model;

import dev.linnet.core.mesh.Profile;
import java.util.Optional;

/** Whether a version can run on a node, by what the node's daemon measured of itself. */
public final class Compatibility {
  private Compatibility() {}

  /** Why the version does not fit, as a sentence with both figures; empty if it fits. */
  public static Optional<String> misfit(Manifest manifest, Profile profile) {
    return above("opset", manifest.opset(), profile, "onnx.opset.max")
        .or(() -> above("IR version", manifest.irVersion(), profile, "onnx.ir.max"))
        .or(() -> above("memory", manifest.minMemoryBytes(), profile, "memory.bytes"));
  }

  /** A capability that a node does not state does not keep it out: the trial will tell. */
  private static Optional<String> above(
      String what, long needed, Profile profile, String capability) {
    String stated = profile.capabilities().get(capability);
    if (stated == null) {
      return Optional.empty();
    }
    long offered = Long.parseLong(stated);
    return needed <= offered
        ? Optional.empty()
        : Optional.of("it needs " + what + " " + needed + ", this node offers " + offered);
  }
}
