package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.identity.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One identity in two processes, and one after the other. */
final class UsedTwiceTest {
  private final TestMesh mesh;
  private final TestNode node;
  private int said;

  UsedTwiceTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp, "birds");
    this.node = mesh.start("eu-1", "eu");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private TestNode run(String name) {
    NodeIdentity identity = mesh.identity(name, "eu");
    return mesh.start(identity, MeshTransportConfig.of("127.0.0.1", 0, null));
  }

  private void say(TestNode from) {
    Digest number = Digest.of(Integer.toString(said++).getBytes(StandardCharsets.UTF_8));
    Message message = new Message.ManifestAsked(number);
    from.port.send(node.peer(), message);
    await(
        "the message is heard",
        () -> node.heard.contains(new TestNode.Heard(from.identity.node(), message)));
  }

  private void aMinutePasses() {
    node.skippedNanos.addAndGet(Twins.AFTERLIFE.toNanos());
  }

  @Test
  void aThirdNodeSaysWhereBothAre() {
    TestNode original = run("eu-2");
    TestNode clone = run("eu-2");
    say(original);
    say(clone);
    aMinutePasses();
    say(original);
    say(clone);

    assertThat(node.twins)
        .singleElement()
        .asString()
        .startsWith(
            "node eu-2 runs twice, at %s heard from 127.0.0.1 and at %s heard from 127.0.0.1: "
                .formatted(original.address(), clone.address()));
  }

  @Test
  void aRestartIsNothingToSay() {
    TestNode before = run("eu-2");
    say(before);
    before.abort();
    TestNode after = run("eu-2");
    say(after);
    aMinutePasses();
    say(after);

    assertThat(node.twins).isEmpty();
  }

  @Test
  void aNodeThatIsCalledByItsTwinSaysSoAtOnce() {
    TestNode clone = run("eu-1").seededBy(node);
    await("the clone is noticed", () -> !node.twins.isEmpty());
    await("the clone is turned away", () -> clone.refused.size() > 0);

    assertThat(node.twins)
        .singleElement()
        .asString()
        .startsWith(
            "node eu-1 runs twice, here and at %s heard from 127.0.0.1: "
                .formatted(clone.address()));
    assertThat(clone.refused)
        .containsExactly(
            node.address()
                + " refused: it turned this node away:"
                + " it is node eu-1 as well: an identity is used twice");
  }
}
