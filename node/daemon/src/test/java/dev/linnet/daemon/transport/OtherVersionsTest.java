package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.linnet.core.Message;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Envelope;
import dev.linnet.proto.v1.FactsPushed;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.Hello;
import dev.linnet.proto.v1.MeshMessage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mesh is upgraded node by node: what the next version's nodes say to this one's. */
final class OtherVersionsTest {
  /** Fields and kinds of these numbers are nobody's yet. */
  private static final int OF_THE_FUTURE = 1_000;

  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(
              OF_THE_FUTURE,
              Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8("new")).build())
          .build();

  private static final Fact KNOWN =
      new Fact.ByOperator(new Envelope("type", Bytes.utf8("payload"), List.of()));

  private final TestMesh mesh;
  private final TestNode node;

  OtherVersionsTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
    this.node = mesh.start("eu-1", "eu");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private HostileMember greeting(int version, int oldest) throws Exception {
    Hello.Builder hello =
        Hello.newBuilder().setProtocolVersion(version).setOldestProtocolVersion(oldest);
    return new HostileMember(
        mesh.identity("eu-2", "eu"), node.address(), hello.setUnknownFields(UNKNOWN));
  }

  @Test
  void oneThatStillSpeaksThisVersionIsHeardAndWhatIsNewInItIsPassedOver() throws Exception {
    try (HostileMember next = greeting(2, 1)) {
      await("the greeting", next::isGreeted);
      next.say(frame(MeshMessage.newBuilder().setUnknownFields(UNKNOWN)));
      next.say(Frame.newBuilder().setUnknownFields(UNKNOWN).build());
      FactsPushed.Builder pushed =
          FactsPushed.newBuilder()
              .addFacts(dev.linnet.proto.v1.Fact.newBuilder().setUnknownFields(UNKNOWN))
              .addFacts(FactCodec.encode(KNOWN).toBuilder().setUnknownFields(UNKNOWN))
              .setUnknownFields(UNKNOWN)
              .setHops(1);
      next.say(frame(MeshMessage.newBuilder().setFactsPushed(pushed)));

      await("the facts are heard", () -> !node.heard.isEmpty());
      assertThat(node.heard)
          .extracting(TestNode.Heard::message)
          .containsExactly(new Message.FactsPushed(List.of(KNOWN), 1));
      assertThat(node.refused).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"2 | 2 | 2", "2 | 0 | 2", "3 | 2 | 2 to 3", "0 | 0 | 0"})
  void oneThatDoesNotIsRefusedAndBothVersionsAreNamed(int version, int oldest, String spoken)
      throws Exception {
    try (HostileMember stranger = greeting(version, oldest)) {
      await("a refusal", () -> !node.refused.isEmpty());
      stranger.say(
          frame(
              MeshMessage.newBuilder()
                  .setFactsPushed(FactsPushed.newBuilder().addFacts(FactCodec.encode(KNOWN)))));

      assertThat(node.refused)
          .singleElement()
          .asString()
          .contains("node eu-2 speaks protocol " + spoken + ", this node 1");
      assertThat(stranger.isGreeted()).isFalse();
      assertThat(node.heard).isEmpty();
      assertThat(node.known).isEmpty();
    }
  }

  private static Frame frame(MeshMessage.Builder message) {
    return Frame.newBuilder().setMessage(message).build();
  }
}
