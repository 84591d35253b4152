package dev.linnet.testmesh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.core.trust.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A real registry on loopback, Debian's {@code docker-registry}, without TLS. A test that starts
 * one where there is none is skipped.
 */
public final class DockerRegistry implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/docker-registry");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<Integer> ANSWERS = Set.of(200, 401);
  private static final int BCRYPT_COST = 4;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port = Ports.free();
  private final Path blobs;
  private final String login;
  private final JavaProcess process;

  private DockerRegistry(Path directory, String login, String auth) throws IOException {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; `apt-get install docker-registry` brings it");
    this.blobs = directory.resolve("blobs");
    this.login = login;
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:%d"}
            %s
            """
                .formatted(blobs, port, auth));
    process =
        JavaProcess.of(
            new ProcessBuilder(BINARY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start());
  }

  /** One that asks nobody for a login. */
  public static DockerRegistry start(Path directory) throws IOException {
    return new DockerRegistry(directory, "", "").awaited();
  }

  /** One that gives and takes nothing without this login. */
  public static DockerRegistry start(Path directory, String user, String password)
      throws IOException {
    String hash = OpenBSDBCrypt.generate("2y", password.toCharArray(), new byte[16], BCRYPT_COST);
    Path file = Files.writeString(directory.resolve("htpasswd"), user + ":" + hash + "\n");
    String auth = "auth: {htpasswd: {realm: models, path: \"%s\"}}".formatted(file);
    return new DockerRegistry(directory, user + ":" + password, auth).awaited();
  }

  private DockerRegistry awaited() {
    Await.until("the registry answers", PATIENCE, this::answers);
    return this;
  }

  private boolean answers() {
    try {
      return ANSWERS.contains(
          HTTP.send(HttpRequest.newBuilder(URI.create(base())).build(), BodyHandlers.discarding())
              .statusCode());
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public String host() {
    return "127.0.0.1:" + port;
  }

  /** Where its API begins, with a slash at the end. */
  public String base() {
    return "http://" + host() + "/v2/";
  }

  /** As the distribution specification says: a place for the blob first, then the blob. */
  public void pushBlob(String repository, byte[] blob) throws Exception {
    HttpResponse<String> begun =
        send(
            HttpRequest.newBuilder(URI.create(base() + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody()),
            202);
    String location = begun.headers().firstValue("Location").orElseThrow();
    String digest = "digest=sha256:" + Digest.of(blob).hex();
    URI to = URI.create(location + (location.contains("?") ? "&" : "?") + digest);
    send(
        HttpRequest.newBuilder(URI.create(base()).resolve(to))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(blob)),
        201);
  }

  /** Pushes a model as CNCF ModelPack lays it out, each file, by its path, as one raw layer. */
  public Digest pushModel(String repository, String tag, Map<String, byte[]> files)
      throws Exception {
    List<String> layers = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      pushBlob(repository, file.getValue());
      layers.add(
          layer(
              "application/vnd.cncf.model.weight.v1.raw",
              file.getValue(),
              "org.cncf.model.filepath",
              file.getKey()));
    }
    return pushLayers(repository, tag, layers);
  }

  /** A layer as a manifest has it, with one annotation. */
  public static String layer(String type, byte[] blob, String annotation, String value) {
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d,\"annotations\":{\"%s\":\"%s\"}}"
        .formatted(type, Digest.of(blob).hex(), blob.length, annotation, value);
  }

  /** Pushes a manifest of layers whose blobs are there already. */
  public Digest pushLayers(String repository, String tag, List<String> layers) throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    pushBlob(repository, config);
    String manifest =
        """
        {"schemaVersion":2,
         "mediaType":"application/vnd.oci.image.manifest.v1+json",
         "artifactType":"application/vnd.cncf.model.manifest.v1+json",
         "config":{"mediaType":"application/vnd.cncf.model.config.v1+json","digest":"sha256:%s","size":%d},
         "layers":[%s]}
        """
            .formatted(Digest.of(config).hex(), config.length, String.join(",", layers));
    return pushManifest(repository, tag, "application/vnd.oci.image.manifest.v1+json", manifest);
  }

  /** Pushes what names blobs, or other manifests, that are there already. */
  public Digest pushManifest(String repository, String tag, String type, String manifest)
      throws Exception {
    send(
        HttpRequest.newBuilder(URI.create(base() + repository + "/manifests/" + tag))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString(manifest)),
        201);
    return Digest.of(manifest.getBytes(StandardCharsets.UTF_8));
  }

  /** Where it keeps a blob's bytes, which it does not look at again. */
  public Path file(Digest blob) {
    return blobs.resolve(
        "docker/registry/v2/blobs/sha256/%s/%s/data"
            .formatted(blob.hex().substring(0, 2), blob.hex()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws Exception {
    if (!login.isEmpty()) {
      byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new AssertionError(answer + ": " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() {
    process.reap();
  }
}
