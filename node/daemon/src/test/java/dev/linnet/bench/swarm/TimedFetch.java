package dev.linnet.bench.swarm;

import com.google.gson.JsonObject;
import dev.linnet.core.trust.Digest;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.OperatorClient;
import dev.linnet.testmesh.QuietLogs;
import java.util.HexFormat;

/**
 * {@code TimedFetch FROM TO}: lets the daemon whose API is at port TO of this host's loopback fetch
 * the one model of the daemon at port FROM, and prints in how many seconds it had it whole. A
 * process of its own, since it must run in the network namespace of the daemons.
 */
final class TimedFetch {
  private static final long SHORTEST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private TimedFetch() {}

  /** Prints one number. */
  public static void main(String[] ports) {
    QuietLogs.set();
    try (OperatorClient from = new OperatorClient(Integer.parseInt(ports[0]));
        OperatorClient to = new OperatorClient(Integer.parseInt(ports[1]))) {
      Digest digest = theModel(from);
      long begun = System.nanoTime();
      // The first question begins the fetch.
      JsonObject answer = to.fetch(digest).orElseThrow();
      while (!answer.get("complete").getAsBoolean()) {
        Await.pause(pauseMillis(answer, System.nanoTime() - begun));
        answer = to.fetch(digest).orElse(answer);
      }
      System.out.println((System.nanoTime() - begun) / 1e9);
    }
  }

  /** A tenth of what it should still take: each answer costs the daemon a look at every chunk. */
  private static long pauseMillis(JsonObject answer, long nanosSoFar) {
    if (!answer.has("storedBytes")) {
      return SHORTEST_PAUSE_MILLIS;
    }
    double held = Math.max(1, answer.get("storedBytes").getAsLong());
    double left = answer.get("sizeBytes").getAsLong() - held;
    long tenth = (long) (nanosSoFar / 1e6 * left / held / 10);
    return Math.max(SHORTEST_PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, tenth));
  }

  private static Digest theModel(OperatorClient node) {
    JsonObject models = node.models().orElseThrow();
    return Digest.ofRaw(
        HexFormat.of()
            .parseHex(
                models
                    .getAsJsonArray("models")
                    .get(0)
                    .getAsJsonObject()
                    .get("digest")
                    .getAsString()));
  }
}
