package dev.linnet.daemon.transport;

import static dev.linnet.daemon.transport.TestMesh.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.Message;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node eu-2 is revoked while it is connected. */
final class RevokedTest {
  private static final byte[] CONTENT = "chunk".getBytes(StandardCharsets.UTF_8);
  private static final Digest CHUNK = Digest.of(CONTENT);
  private static final Message MESSAGE = new Message.ManifestAsked(CHUNK);

  private final TestMesh mesh;
  private final TestNode node;
  private final TestNode revoked;
  private final TestNode other;

  RevokedTest(@TempDir Path temp) {
    this.mesh = new TestMesh(temp.resolve("mesh"), "birds");
    this.node = mesh.start("eu-1", "eu");
    this.revoked = mesh.start("eu-2", "eu");
    this.other = mesh.start("eu-3", "eu");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void openConnectionIsCutWhoeverDialledIt(boolean revokedDials) throws Exception {
    TestNode dialler = revokedDials ? revoked : node;
    TestNode acceptor = revokedDials ? node : revoked;
    dialler.port.send(acceptor.peer(), MESSAGE);
    await("a session", () -> node.saw("up eu-2") && revoked.saw("up eu-1"));

    node.port.cutOff(Set.of(revoked.identity.node()));
    await("both ends", () -> node.saw("suspected eu-2") && revoked.saw("suspected eu-1"));
  }

  @Test
  void doesNotComeBackAndTheOthersStay() throws Exception {
    other.port.send(node.peer(), MESSAGE);
    revoked.port.send(node.peer(), MESSAGE);
    await("a word of both", () -> node.heard.size() == 2);

    node.port.cutOff(Set.of(revoked.identity.node()));
    await("the end", () -> revoked.saw("suspected eu-1"));
    await(
        "the next handshake to be refused",
        () -> {
          revoked.port.send(node.peer(), MESSAGE);
          return node.refused.contains("connection from 127.0.0.1 refused: node eu-2 is revoked");
        });
    assertThat(node.known).containsKey(other.identity.node());
    assertThat(node.changes).doesNotContain("suspected eu-3");
    other.port.send(node.peer(), MESSAGE);
    await("another word of eu-3", () -> node.heard.size() == 3);
    assertThat(node.heard.get(2).from()).isEqualTo(other.identity.node());
  }

  @Test
  void getsNoChunksAndIsAskedForNone() throws Exception {
    node.chunks.put(CHUNK, CONTENT);
    revoked.chunks.put(CHUNK, CONTENT);
    assertThat(fetch(revoked, node).get().copy()).isEqualTo(CONTENT);
    assertThat(fetch(node, revoked).get().copy()).isEqualTo(CONTENT);

    node.port.cutOff(Set.of(revoked.identity.node()));
    assertThat(fetch(revoked, node)).failsWithin(Duration.ofSeconds(20));
    assertThat(fetch(node, revoked)).failsWithin(Duration.ofSeconds(20));
    assertThat(fetch(other, node).get().copy()).isEqualTo(CONTENT);
  }

  private static CompletableFuture<ChunkBytes> fetch(TestNode by, TestNode from) {
    return by.port.fetchChunk(from.peer(), CHUNK, CONTENT.length, Duration.ofSeconds(10));
  }
}
