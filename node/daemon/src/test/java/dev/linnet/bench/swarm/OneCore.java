package dev.linnet.bench.swarm;

import dev.linnet.testmesh.Shell;

/** What one processor does of a part of the work alone, by OpenSSL, in MB a second. */
final class OneCore {
  private static final String BLOCK_BYTES = "262144";
  private static final String SECONDS = "3";

  private OneCore() {}

  static double sha256() {
    return megabytesPerSecond("sha256");
  }

  /** Of the cipher that two daemons agree on. */
  static double aesGcm() {
    return megabytesPerSecond("aes-128-gcm");
  }

  private static double megabytesPerSecond(String algorithm) {
    return Shell.run(
            "openssl",
            "speed",
            "-mr",
            "-elapsed",
            "-seconds",
            SECONDS,
            "-bytes",
            BLOCK_BYTES,
            "-evp",
            algorithm)
        .lines()
        .filter(line -> line.startsWith("+F:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(':') + 1)) / 1e6)
        .findFirst()
        .orElseThrow();
  }
}
