package dev.linnet.simulator.scenario;

import dev.linnet.core.mesh.Profile;
import dev.linnet.documents.DocumentException;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kind of device.
 *
 * @param up bytes a second that it can send; infinite unless told
 * @param down bytes a second that it can receive
 * @param trialNanos how long a trial takes
 * @param loadNanos how long loading takes
 * @param requestsPerSecond what people ask of each; more finds faults sooner and takes longer to
 *     simulate
 */
record DeviceClass(
    Profile profile,
    double up,
    double down,
    long trialNanos,
    long loadNanos,
    double requestsPerSecond) {
  private static final String[] KEYS = {
    "labels",
    "unlabelled",
    "memory",
    "opset",
    "arch",
    "os",
    "capabilities",
    "up",
    "down",
    "trial",
    "load",
    "requests"
  };

  /** As many as a node's record may have. */
  private static final int MOST_ENTRIES = 64;

  static final DeviceClass PLAIN =
      new DeviceClass(
          new Profile(Map.of(), Map.of()),
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          400_000_000L,
          100_000_000L,
          20);

  /**
   * Its name is its nodes' label {@code device.class}, by which juries are told apart, unless they
   * are to have none.
   */
  static DeviceClass read(String name, YamlNode node) {
    YamlMap map = node.map(KEYS);
    Map<String, String> labels = new TreeMap<>(map.read("labels", Map.of(), DeviceClass::few));
    if (!map.read("unlabelled", false, YamlNode::flag)) {
      labels.putIfAbsent(Profile.DEVICE_CLASS, name);
    }
    Map<String, String> capabilities =
        new TreeMap<>(map.read("capabilities", Map.of(), DeviceClass::few));
    map.optional("memory")
        .ifPresent(
            each -> capabilities.put("memory.bytes", Long.toString(each.parsed(Units::bytes))));
    map.optional("opset")
        .ifPresent(
            each -> capabilities.put("onnx.opset.max", Long.toString(each.integer(1, 1_000))));
    map.optional("arch").ifPresent(each -> capabilities.put("arch", each.string()));
    map.optional("os").ifPresent(each -> capabilities.put("os", each.string()));
    if (labels.size() > MOST_ENTRIES || capabilities.size() > MOST_ENTRIES) {
      throw tooMany(node);
    }
    return new DeviceClass(
        new Profile(labels, capabilities),
        map.read("up", PLAIN.up, each -> each.parsed(Quantities::bytesPerSecond)),
        map.read("down", PLAIN.down, each -> each.parsed(Quantities::bytesPerSecond)),
        map.read("trial", PLAIN.trialNanos, each -> each.parsed(Quantities::nanos)),
        map.read("load", PLAIN.loadNanos, each -> each.parsed(Quantities::nanos)),
        map.read(
            "requests",
            PLAIN.requestsPerSecond,
            each -> each.parsed(Quantities::requestsPerSecond)));
  }

  /** Labels or capabilities of a node. */
  static Map<String, String> few(YamlNode node) {
    Map<String, String> all = node.stringMap();
    if (all.size() > MOST_ENTRIES) {
      throw tooMany(node);
    }
    return all;
  }

  private static DocumentException tooMany(YamlNode node) {
    return node.error("expected at most " + MOST_ENTRIES + " labels and as many capabilities");
  }

  /** The same with what {@code region} says of its nodes. */
  DeviceClass with(Map<String, String> moreLabels, double requests, YamlNode region) {
    Map<String, String> labels = new TreeMap<>(profile.labels());
    labels.putAll(moreLabels);
    if (labels.size() > MOST_ENTRIES) {
      throw tooMany(region);
    }
    return new DeviceClass(
        new Profile(labels, profile.capabilities()), up, down, trialNanos, loadNanos, requests);
  }
}
