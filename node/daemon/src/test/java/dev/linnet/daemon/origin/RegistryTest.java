package dev.linnet.daemon.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.core.Event.ChunkFailure;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.ChunkUnavailable;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that lies in an OCI registry as CNCF ModelPack lays it out, one raw layer a file. */
class RegistryTest {
  private static final Path BINARY = Path.of("/usr/bin/docker-registry");
  private static final int CHUNK_BYTES = 200_000;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final byte[] weights = new byte[5 * CHUNK_BYTES + 7];
  private final int port = Ports.free();

  @Test
  void everyChunkComesFromARealRegistry(@TempDir Path directory) throws Exception {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; `apt-get install docker-registry` brings it");
    new Random(7).nextBytes(weights);
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:%d"}
            """
                .formatted(directory.resolve("blobs"), port));
    Process registry =
        new ProcessBuilder(BINARY.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("registry.log").toFile())
            .start();
    try {
      Await.until("the registry answers", Duration.ofSeconds(30), this::answers);
      push();
      fetch();
    } finally {
      registry.destroyForcibly();
      assertThat(registry.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private String base() {
    return "http://127.0.0.1:" + port + "/v2/";
  }

  private boolean answers() {
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(URI.create(base())).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** As the distribution specification says: blobs first, then the manifest that names them. */
  private void push() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    pushBlob(config);
    pushBlob(weights);
    String manifest =
        """
        {"schemaVersion":2,
         "mediaType":"application/vnd.oci.image.manifest.v1+json",
         "artifactType":"application/vnd.cncf.model.manifest.v1+json",
         "config":{"mediaType":"application/vnd.cncf.model.config.v1+json","digest":"sha256:%s","size":%d},
         "layers":[{"mediaType":"application/vnd.cncf.model.weight.v1.raw","digest":"sha256:%s","size":%d,
           "annotations":{"org.cncf.model.filepath":"w.bin"}}]}
        """
            .formatted(
                Digest.of(config).hex(), config.length, Digest.of(weights).hex(), weights.length);
    HttpResponse<String> put =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(base() + "models/m/manifests/1"))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString(manifest))
                .build(),
            BodyHandlers.ofString());
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
  }

  private void pushBlob(byte[] blob) throws Exception {
    HttpResponse<Void> begun =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(base() + "models/m/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding());
    String location = begun.headers().firstValue("Location").orElseThrow();
    URI to =
        URI.create(
            location
                + (location.contains("?") ? "&" : "?")
                + "digest=sha256:"
                + Digest.of(blob).hex());
    HttpResponse<String> put =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(base()).resolve(to))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(blob))
                .build(),
            BodyHandlers.ofString());
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
  }

  private void fetch() throws Exception {
    OriginRules rules = new OriginRules(Set.of("127.0.0.1"), new TreeMap<>());
    try (OriginClient client = new OriginClient(rules)) {
      Manifest manifest = manifest(base() + "models/m/blobs");
      for (int i = 0; i < manifest.chunks().size(); i++) {
        int at = i * CHUNK_BYTES;
        assertThat(client.fetch(manifest, i).get(20, TimeUnit.SECONDS))
            .isEqualTo(Arrays.copyOfRange(weights, at, Math.min(weights.length, at + CHUNK_BYTES)));
      }
      Manifest absent = manifest(base() + "models/none/blobs");
      Assertions.assertThatThrownBy(() -> client.fetch(absent, 0).get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              ChunkUnavailable.class,
              it -> assertThat(it.failure()).isEqualTo(ChunkFailure.MISSING));
    }
  }

  private Manifest manifest(String origin) {
    List<ChunkRef> chunks = new ArrayList<>();
    for (int at = 0; at < weights.length; at += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(weights, at, Math.min(weights.length, at + CHUNK_BYTES));
      chunks.add(new ChunkRef(Digest.of(chunk), chunk.length));
    }
    return new Manifest(
        Digest.of(),
        new ModelName("m"),
        "1",
        origin,
        "w.bin",
        List.of(new ModelFile("w.bin", weights.length, Digest.of(weights), chunks)),
        List.of(),
        List.of(),
        17,
        8,
        0,
        0,
        0);
  }
}
