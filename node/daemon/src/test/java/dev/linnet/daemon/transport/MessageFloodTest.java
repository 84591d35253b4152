package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.trust.Digest;
import dev.linnet.proto.v1.Frame;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An enrolled node says more than anyone can deal with. */
final class MessageFloodTest {
  private static final int FLOOD = 2_000;
  private static final int MORE_THAN_ANY_BOUND = 10_000;
  private static final Message MESSAGE = new Message.ChunksAsked(Digest.of(new byte[1]));

  private final TestMesh mesh;
  private int asked;
  private long nanos;
  private long laterNanos;
  private Runnable laterTask = () -> {};
  private final Intake intake =
      new Intake(
          count -> asked += count,
          () -> nanos,
          (wait, task) -> {
            laterTask = task;
            laterNanos = wait.toNanos();
          });

  MessageFloodTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private static long heardOf(TestNode node, String name) {
    return node.heard.stream().filter(each -> each.from().value().equals(name)).count();
  }

  @Test
  void aFloodWaitsAtItsSenderWhileOthersAreHeard() throws Exception {
    TestNode node = mesh.start("eu-1", "eu");
    TestNode other = mesh.start("eu-2", "eu");
    node.busy = true;
    Frame frame = Frame.newBuilder().setMessage(WireCodec.encode(MESSAGE)).build();
    try (HostileMember liar = new HostileMember(mesh.identity("eu-9", "eu"), node.address())) {
      for (int count = 0; count < FLOOD; count++) {
        liar.say(frame);
      }
      await("as much as is taken", () -> heardOf(node, "eu-9") >= Intake.MAX_FRAMES);
      other.port.send(node.peer(), MESSAGE);
      await("the other's word", () -> heardOf(node, "eu-2") == 1);
      assertThat(heardOf(node, "eu-9")).isEqualTo(Intake.MAX_FRAMES);

      node.busy = false;
      node.undone.forEach(Runnable::run);
      await("the rest", () -> heardOf(node, "eu-9") == FLOOD);
    }
  }

  @Test
  void fewLargeMessagesAreAsMuchAsManySmallOnes() {
    intake.start();
    Runnable large = intake.take(Intake.MAX_BYTES);
    assertThat(asked).isEqualTo(1);
    large.run();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void whatIsDealtWithAtOnceIsReadNoFasterThanTheRate() {
    intake.start();
    assertThat(readAll()).as("in a row").isEqualTo(Intake.AT_ONCE);
    assertThat(laterNanos).isEqualTo(Intake.MAX_FRAMES * Intake.EVERY_NANOS);

    nanos += laterNanos;
    laterTask.run();
    assertThat(readAll()).as("after the rest").isEqualTo(Intake.MAX_FRAMES);

    nanos += Intake.AT_ONCE * Intake.EVERY_NANOS;
    laterTask.run();
    assertThat(readAll()).as("after a long rest").isEqualTo(Intake.AT_ONCE);
  }

  /** Deals with each frame as it comes, until no more is asked for. */
  private int readAll() {
    int before = asked;
    int read = 0;
    while (asked == before + read && read < MORE_THAN_ANY_BOUND) {
      intake.take(1).run();
      read++;
    }
    return read;
  }
}
