package dev.linnet.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operators' plans, as files. Bakes are of seconds, for a story that takes minutes. */
final class Plans {
  private static final String DEFAULTS =
      """
        defaults:
          bake: 4s
          minRequests: 20
          gates:
            - {name: golden, metric: golden.pass_ratio, pass: ">= 1.0"}
            - {name: errors, metric: inference.error_ratio, fail: "> 0.05"}
            - {name: same, metric: prediction.disagreement, compare: previous, fail: "> 0.3"}
      """;

  private static final String EVERYWHERE =
      """
        waves:
          - {name: all, regions: ["*"]}
      """;

  private static final String REGION_BY_REGION =
      """
        waves:
          - {name: eu, regions: [eu]}
          - {name: na, regions: [na]}
          - {name: asia, regions: [asia]}
        onFailure: rollback-all
      """;

  private Plans() {}

  /** Writes a plan for all regions at once. */
  static Path everywhere(Path directory, String version) throws IOException {
    return write(directory, version, EVERYWHERE);
  }

  /** Writes a plan for one region after the other. */
  static Path regionByRegion(Path directory, String version) throws IOException {
    return write(directory, version, REGION_BY_REGION);
  }

  private static Path write(Path directory, String version, String waves) throws IOException {
    String head =
        """
        apiVersion: linnet/v1
        kind: Rollout
        metadata: {name: %s-%s}
        spec:
          model: {name: %s, version: "%s"}
        """
            .formatted(Story.MODEL, version, Story.MODEL, version);
    Path file = directory.resolve(Story.MODEL + "-" + version + ".yaml");
    return Files.writeString(file, head + DEFAULTS + waves);
  }
}
