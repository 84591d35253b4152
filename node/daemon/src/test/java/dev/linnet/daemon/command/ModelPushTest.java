package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelPushTest {
  private final ScriptedNode node;
  private final Path file;

  ModelPushTest(@TempDir Path temp) throws IOException {
    node = new ScriptedNode();
    file = Files.write(temp.resolve("detector.onnx"), SmallModel.bytes());
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aPushSendsEachChunkOnceAndASecondPushSendsNone() throws IOException {
    Ran first = push("--version", "7", "-o", "json");
    JsonObject pushed = JsonParser.parseString(first.out()).getAsJsonObject();
    Ran second = push("--version", "7", "-o", "json");
    long storedBytes = node.chunks.values().stream().mapToLong(content -> content.length).sum();

    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).isEqualTo("sending 3.0 MiB of detector 7\n");
    assertThat(pushed.get("apiVersion").getAsString()).isEqualTo("linnet/v1");
    assertThat(pushed.get("name").getAsString()).isEqualTo("detector");
    assertThat(pushed.get("sizeBytes").getAsLong()).isEqualTo(Files.size(file));
    assertThat(storedBytes).isEqualTo(pushed.get("sentBytes").getAsLong());
    assertThat(JsonParser.parseString(second.out()).getAsJsonObject().get("sentBytes").getAsLong())
        .isZero();
    assertThat(push("--version", "7").out())
        .isEqualTo(
            "NAME      VERSION  DIGEST        SIZE     SENT\n"
                + "detector  7        "
                + pushed.get("digest").getAsString().substring(0, 12)
                + "  3.0 MiB  0 B\n");
  }

  @Test
  void whatIsCarriedByHandComesWithItsDocuments() {
    push("--version", "7");
    String carried = file.resolveSibling("detector-7.linnet").toString();
    String api = node.address();

    Ran exported =
        Ran.linnet("model", "export", "detector", "7", carried, "--api", api, "-o", "json");
    node.chunks.clear();
    Ran imported = Ran.linnet("model", "import", carried, "--api", api, "-o", "json");

    for (Ran ran : List.of(exported, imported)) {
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out())
          .startsWith("{\n  \"apiVersion\": \"linnet/v1\",\n  \"name\": \"detector\",");
    }
    assertThat(node.chunks).isNotEmpty();
  }

  @Test
  void withAnOriginOnlyTheManifestIsSent() {
    Ran ran = push("--version", "7", "--origin", "http://origin.example/detector");

    assertThat(ran.exitCode()).isZero();
    assertThat(node.chunks).isEmpty();
  }

  @Test
  void aRefusalInTheMiddleOfAPushIsSaid() {
    node.chunkRefusal = Status.RESOURCE_EXHAUSTED.withDescription("the disk is full");

    Ran ran = push("--version", "7");

    assertThat(ran.err()).endsWith("linnet: the disk is full\n");
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void whatIsNoModelIsRefusedBeforeAnyNodeIsAsked() throws IOException {
    Files.writeString(file, "hello");
    Ran ran = push("--version", "7");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().lines()).singleElement().asString().contains("detector.onnx");
    assertThat(node.chunks).isEmpty();
  }

  private Ran push(String... options) {
    String[] arguments =
        Arrays.copyOf(new String[] {"model", "push", file.toString()}, 5 + options.length);
    arguments[3] = "--api";
    arguments[4] = node.address();
    System.arraycopy(options, 0, arguments, 5, options.length);
    return Ran.linnet(arguments);
  }
}
