package dev.linnet.daemon;

import ai.onnxruntime.OrtEnvironment;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.rollout.Window;
import dev.linnet.daemon.operator.Doctor;
import java.lang.management.ManagementFactory;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What this machine can run, as plans and manifests ask for it. */
final class Capabilities {
  /**
   * The highest opset and IR version that ONNX Runtime 1.29 takes, by onnx docs/Versioning.md: the
   * ONNX release that it is built with.
   */
  private static final int OPSET_MAX = 25;

  private static final int IR_MAX = 13;

  private Capabilities() {}

  static Profile profile(Map<String, String> labels) {
    Map<String, String> capabilities = new TreeMap<>();
    capabilities.put(Doctor.VERSION_CAPABILITY, Version.current());
    capabilities.put("onnx.opset.max", Integer.toString(OPSET_MAX));
    capabilities.put("onnx.ir.max", Integer.toString(IR_MAX));
    Optional.ofNullable(OrtEnvironment.class.getPackage().getImplementationVersion())
        .ifPresent(version -> capabilities.put("ort.version", version));
    capabilities.put("memory.bytes", Long.toString(memoryBytes()));
    capabilities.put("arch", System.getProperty("os.arch", "").toLowerCase(Locale.ROOT));
    capabilities.put("os", System.getProperty("os.name", "").toLowerCase(Locale.ROOT));
    capabilities.put(Window.ZONE_CAPABILITY, ZoneId.systemDefault().getId());
    return new Profile(labels, capabilities);
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
