package dev.linnet.simulator.scenario;

/**
 * How soon the membership of a daemon's region tells of a crash. Its settings are those of {@code
 * transport/RegionMembership} in the daemon.
 */
final class DaemonMembership {
  private static final long PING_NANOS = 2_000_000_000L;
  private static final int SUSPICION_PINGS = 1;

  private DaemonMembership() {}

  /** In the largest region of a mesh, where it takes longest. */
  static long detectionNanos(MeshScenario mesh) {
    return detectionNanos(
        mesh.regions().stream().mapToInt(region -> region.nodes().size()).max().orElse(1));
  }

  /**
   * On average: somebody pings the dead member after (n − 1)/n of a period and suspects it a period
   * later, and then it has time to object.
   */
  static long detectionNanos(int members) {
    long suspected = PING_NANOS * (members - 1) / members + PING_NANOS;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(members);
    return suspected + SUSPICION_PINGS * bits * PING_NANOS;
  }
}
