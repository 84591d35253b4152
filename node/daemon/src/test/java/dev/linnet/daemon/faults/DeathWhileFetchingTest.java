package dev.linnet.daemon.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.TestMesh;
import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever receives or sends a model is killed at seeded points of its way. A few times, with one
 * model; {@code -Dlinnet.deaths.models=10} makes it 30 deaths of the receiver, ten of them while it
 * starts, and ten of the sender.
 */
class DeathWhileFetchingTest {
  private static final long SEED = 20_261_128;
  private static final int MEBIBYTES = 16;
  private static final int MODELS = Integer.getInteger("linnet.deaths.models", 1);
  private static final int RECEIVER_DEATHS_EACH = 2;
  private static final int SENDER_DEATHS_EACH = 1;
  private static final int LATEST_START_MILLIS = 2_000;

  /** What is under way when the receiver dies was not stored yet, and comes again. */
  private static final long IN_FLIGHT_BYTES = 8L * 1024 * 1024;

  private static final Duration UP = Duration.ofSeconds(90);

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void receiverAndSenderLoseNothingThatWasStored(@TempDir Path directory) {
    try (TestMesh mesh = TestMesh.in(directory.resolve("mesh")).region("eu", 2).build()) {
      TestNode sender = mesh.node("eu-1");
      TestNode receiver = mesh.node("eu-2");
      mesh.start(mesh.nodes(), UP);
      for (int number = 1; number <= MODELS; number++) {
        RandomModel model = RandomModel.of(number, MEBIBYTES);
        model.pushTo(sender);
        long stored = 0;
        for (int death = 1; death <= RECEIVER_DEATHS_EACH; death++) {
          boolean starting = death == RECEIVER_DEATHS_EACH;
          stored = kill(receiver, model, stored, point(model, death), starting);
        }
        for (int death = 0; death < SENDER_DEATHS_EACH; death++) {
          fetch(receiver, model);
          long reached = awaitStored(receiver, model, random.nextLong(model.sizeBytes()));
          sender.kill9();
          report(sender, model, reached);
          sender.start();
          sender.awaitUp(UP);
        }
        Await.until(
            () -> "model " + model.seed() + " is whole at " + receiver.name(),
            UP,
            () -> model.isWholeAt(receiver));
        double again = receiver.metric("linnet_artifact_bytes_total", "direction=\"received\"");
        assertThat((long) again).isLessThanOrEqualTo(model.sizeBytes() - stored + IN_FLIGHT_BYTES);
        receiver.operator().remove(model.digest());
      }
      assertThat(receiver.events("STORE_SET_ASIDE")).isEmpty();
      assertThat(sender.events("STORE_SET_ASIDE")).isEmpty();
    }
  }

  /** The points of one model lie one after the other, anywhere in its share of the way. */
  private long point(RandomModel model, int death) {
    long share = model.sizeBytes() / RECEIVER_DEATHS_EACH;
    return share * (death - 1) + random.nextLong(share);
  }

  /**
   * Kills the receiver when it has stored so many bytes, starts it again and checks that it has
   * them; then kills it once more while it starts, if asked.
   */
  private long kill(
      TestNode receiver, RandomModel model, long before, long bytes, boolean starting) {
    fetch(receiver, model);
    long reached = awaitStored(receiver, model, bytes);
    receiver.kill9();
    report(receiver, model, reached);
    receiver.start();
    if (starting) {
      Await.pause(random.nextInt(LATEST_START_MILLIS));
      receiver.kill9();
      receiver.start();
    }
    receiver.awaitUp(UP);
    fetch(receiver, model);
    long kept = awaitStored(receiver, model, reached);
    assertThat(reached).isGreaterThanOrEqualTo(before);
    return kept;
  }

  private static void fetch(TestNode receiver, RandomModel model) {
    Await.until(
        receiver.name() + " is told to fetch",
        UP,
        () -> receiver.operator().fetch(model.digest()).isPresent());
  }

  private static long awaitStored(TestNode receiver, RandomModel model, long bytes) {
    long[] stored = new long[1];
    Await.until(
        () -> receiver.name() + " has " + bytes + " bytes; it has " + stored[0],
        UP,
        () -> {
          stored[0] = receiver.operator().storedBytes(model.digest());
          return stored[0] >= bytes;
        });
    return stored[0];
  }

  private static void report(TestNode victim, RandomModel model, long bytes) {
    System.out.printf(
        "seed %d, model %d: %s dies when %d of %d bytes are stored%n",
        SEED, model.seed(), victim.name(), bytes, model.sizeBytes());
  }
}
