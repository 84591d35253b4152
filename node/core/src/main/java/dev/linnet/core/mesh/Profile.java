package dev.linnet.core.mesh;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node is: the labels its owner gave it and the capabilities its daemon measured. Capability
 * keys are those of plans ({@code onnx.opset.max}, {@code onnx.ir.max}, {@code ort.version}, {@code
 * memory.bytes}, {@code arch}, {@code os}).
 */
public record Profile(Map<String, String> labels, Map<String, String> capabilities) {
  /** The label that says what kind of device a node is; juries judge each kind by itself. */
  public static final String DEVICE_CLASS = "device.class";

  public Profile {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    capabilities = Collections.unmodifiableMap(new TreeMap<>(capabilities));
  }

  /** What kind of device it is, if its owner said. */
  public Optional<String> deviceClass() {
    return Optional.ofNullable(labels.get(DEVICE_CLASS));
  }
}
