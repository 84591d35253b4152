package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transport.TestNode.Heard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MembershipTest {
  private static final Digest DIGEST = Digest.of("model".getBytes(StandardCharsets.UTF_8));

  private final Path temp;

  MembershipTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @Test
  void aRegionFindsItselfMissesWhoCrashesAndWelcomesItBack() throws Exception {
    try (TestMesh mesh = new TestMesh(temp.resolve("mesh"), "birds")) {
      TestNode first = mesh.start("eu-1", "eu").join();
      TestNode second = mesh.start("eu-2", "eu").seededBy(first).join();
      TestNode third = mesh.start("eu-3", "eu").seededBy(first).join();
      await("each to see two", () -> sees(first, 2) && sees(second, 2) && sees(third, 2));
      await("a ping to be answered", () -> !first.roundTripNanos.isEmpty());
      assertThat(first.roundTripNanos).allMatch(nanos -> nanos > 0 && nanos < 1_200_000_000);

      third.abort();
      await("the crash to be seen", () -> first.saw("down eu-3") && second.saw("down eu-3"));

      first.changes.clear();
      second.changes.clear();
      TestNode again =
          mesh.start(
                  mesh.identity("eu-3", "eu"),
                  MeshTransportConfig.of("127.0.0.1", third.address().port(), null))
              .seededBy(second)
              .join();
      await("the return", () -> sees(again, 2) && first.saw("up eu-3") && second.saw("up eu-3"));
      assertThat(first.refused).isEmpty();
      assertThat(first.port.losses().malformedFrames()).isZero();
      assertThat(second.port.losses().malformedFrames()).isZero();
    }
  }

  @Test
  void whoLeavesInOrderIsMissed() throws Exception {
    try (TestMesh mesh = new TestMesh(temp.resolve("mesh"), "birds")) {
      TestNode first = mesh.start("eu-1", "eu").join();
      TestNode second = mesh.start("eu-2", "eu").seededBy(first).join();
      await("both to be members", () -> isMember(first, "eu-2") && isMember(second, "eu-1"));

      second.port.close();
      await("the leave to be seen", () -> first.saw("down eu-2"));
    }
  }

  @Test
  void twoRegionsTalkAndKeepTheirMembershipsApart() throws Exception {
    try (TestMesh mesh = new TestMesh(temp.resolve("mesh"), "birds")) {
      TestNode eu1 = mesh.start("eu-1", "eu").join();
      TestNode eu2 = mesh.start("eu-2", "eu").seededBy(eu1).join();
      TestNode us1 = mesh.start("us-1", "us").seededBy(eu1).join();
      TestNode us2 = mesh.start("us-2", "us").seededBy(us1).join();
      await(
          "both regions to find themselves",
          () ->
              isMember(eu1, "eu-2")
                  && isMember(eu2, "eu-1")
                  && isMember(us1, "us-2")
                  && isMember(us2, "us-1"));

      us2.port.send(eu2.peer(), new Message.ManifestAsked(DIGEST));
      await("the question to arrive", () -> !eu2.heard.isEmpty());
      eu2.port.send(us2.peer(), new Message.ChunksAsked(DIGEST));
      await("the answer to arrive", () -> !us2.heard.isEmpty());

      assertThat(eu2.heard)
          .containsExactly(new Heard(new NodeName("us-2"), new Message.ManifestAsked(DIGEST)));
      assertThat(us2.heard)
          .containsExactly(new Heard(new NodeName("eu-2"), new Message.ChunksAsked(DIGEST)));
      assertThat(members(eu1)).isEqualTo(Set.of("eu-2"));
      assertThat(members(eu2)).isEqualTo(Set.of("eu-1"));
      assertThat(members(us1)).isEqualTo(Set.of("us-2"));
      assertThat(members(us2)).isEqualTo(Set.of("us-1"));
      for (TestNode node : List.of(eu1, eu2, us1, us2)) {
        assertThat(node.refused).isEmpty();
        assertThat(node.port.losses().malformedFrames()).isZero();
      }
    }
  }

  private static boolean sees(TestNode node, int others) {
    return members(node).size() == others && node.known.size() == others;
  }

  private static boolean isMember(TestNode node, String other) {
    return members(node).contains(other);
  }

  private static Set<String> members(TestNode node) {
    return node.port.members();
  }
}
