package dev.linnet.daemon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.UserError;
import dev.linnet.testmesh.DockerRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in a real registry. */
final class RegistryModelTest {
  private static final String REPOSITORY = "team/models/m";
  private static final String TITLE = "org.opencontainers.image.title";
  private static final String FILE_OF_ORAS = "application/vnd.oci.image.layer.v1.tar";

  private final byte[] model = new byte[300_000];
  private final byte[] weights = new byte[1_000_000];
  private final Path files;
  private final Path out;
  private final List<DockerRegistry> started = new ArrayList<>();

  RegistryModelTest(@TempDir Path directory) throws Exception {
    new Random(7).nextBytes(model);
    new Random(8).nextBytes(weights);
    files = Files.createDirectory(directory.resolve("registry"));
    out = Files.createDirectory(directory.resolve("out"));
  }

  @AfterEach
  void stop() {
    started.forEach(DockerRegistry::close);
  }

  @Test
  void filesComeOutAsTheyWerePushedByTagAndByDigest() throws Exception {
    DockerRegistry registry = open();
    Digest manifest = registry.pushModel(REPOSITORY, "7", parts());
    AtomicLong came = new AtomicLong();

    RegistryModel found = find(registry, ":7");
    found.layOut(out, came::addAndGet);

    assertThat(found.pinned().digest()).isEqualTo(manifest);
    assertThat(found.loneOnnxFile()).contains("model.onnx");
    assertThat(came).hasValue(model.length + weights.length);
    assertThat(out.resolve("model.onnx")).hasBinaryContent(model);
    assertThat(out.resolve("parts/w.bin")).hasBinaryContent(weights);
    assertThat(find(registry, "@sha256:" + manifest.hex()).sizeBytes()).isEqualTo(came.get());
    assertThat(find(registry, ":moved@sha256:" + manifest.hex()).pinned().digest())
        .isEqualTo(manifest);
  }

  @Test
  void aFileThatOrasWasToldNoTypeOfIsThatFile() throws Exception {
    DockerRegistry registry = open();
    registry.pushBlob(REPOSITORY, model);
    var unused =
        registry.pushLayers(
            REPOSITORY,
            "latest",
            List.of(DockerRegistry.layer(FILE_OF_ORAS, model, TITLE, "detector.onnx")));

    RegistryModel found = find(registry, "");
    found.layOut(out, more -> {});

    assertThat(found.loneOnnxFile()).contains("detector.onnx");
    assertThat(out.resolve("detector.onnx")).hasBinaryContent(model);
  }

  @Test
  void anIndexOfOneIsThatOneAndOfTwoIsAskedAbout() throws Exception {
    DockerRegistry registry = open();
    Digest first = registry.pushModel(REPOSITORY, "7", parts());
    Digest second = registry.pushModel(REPOSITORY, "8", Map.of("model.onnx", model));
    pushIndex(registry, "one", first);
    pushIndex(registry, "two", first, second);

    assertThat(find(registry, ":one").pinned().digest()).isEqualTo(first);
    assertRefused(
        UserError.FAILED, () -> find(registry, ":two"), "2 manifests", first.hex(), second.hex());
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    DockerRegistry registry = open();
    var unused = registry.pushModel(REPOSITORY, "7", parts());

    Digest absent = Digest.of(new byte[1]);

    assertRefused(UserError.FAILED, () -> find(registry, ":8"), "has no " + REPOSITORY + " with 8");
    assertRefused(
        UserError.FAILED,
        () -> find(registry, "@sha256:" + absent.hex()),
        "has no " + REPOSITORY,
        absent.hex());
  }

  @Test
  void aRegistryWithoutTlsIsAskedOnlyWhereThatIsSaid() throws Exception {
    Reference reference = Reference.parse("oci://" + open().host() + "/" + REPOSITORY);

    assertRefused(
        UserError.UNREACHABLE,
        () -> RegistryModel.find(new Registry(reference, false, Map.of())),
        "does not speak TLS",
        "--plain-http");
  }

  @Test
  void whatRottedInTheRegistryIsNotUsed() throws Exception {
    DockerRegistry registry = open();
    Digest manifest = registry.pushModel(REPOSITORY, "7", parts());
    RegistryModel found = find(registry, ":7");
    Path kept = registry.file(Digest.of(weights));
    byte[] rotten = Files.readAllBytes(kept);
    rotten[rotten.length / 2] ^= 1;
    Files.write(kept, rotten);
    Path named = registry.file(manifest);
    Files.writeString(named, Files.readString(named).replace("w.bin", "v.bin"));

    assertRefused(
        UserError.FAILED,
        () -> found.layOut(out, more -> {}),
        "other bytes",
        Digest.of(weights).hex());
    assertRefused(UserError.FAILED, () -> find(registry, "@sha256:" + manifest.hex()), "sha256:");
  }

  @Test
  void aPathOutOfTheDirectoryAndAPackedLayerAreRefusedBeforeAnyBlobIsFetched() throws Exception {
    DockerRegistry registry = open();
    registry.pushBlob(REPOSITORY, model);
    push(registry, "out", "application/octet-stream", "../evil.onnx");
    push(registry, "packed", "application/vnd.kitops.modelkit.model.v1.tar+gzip", "model.onnx");

    assertRefused(UserError.FAILED, () -> find(registry, ":out"), "../evil.onnx", "inside");
    assertRefused(
        UserError.FAILED,
        () -> find(registry, ":packed"),
        "application/vnd.kitops.modelkit.model.v1.tar+gzip is packed");
  }

  @Test
  void aLoginIsShownWhereTheRegistryAsksForOne() throws Exception {
    DockerRegistry registry = DockerRegistry.start(files, "ci", "s3cret:x");
    started.add(registry);
    var unused = registry.pushModel(REPOSITORY, "7", parts());

    find(registry, ":7", logins(registry.host(), "ci:s3cret:x")).layOut(out, more -> {});

    assertThat(out.resolve("parts/w.bin")).hasBinaryContent(weights);
    assertRefused(
        UserError.REFUSED,
        () -> find(registry, ":7", logins(registry.host(), "ci:guess")),
        "refuses what was asked with the login in");
    assertRefused(
        UserError.REFUSED,
        () -> find(registry, ":7", logins("elsewhere.example", "ci:s3cret:x")),
        "has no login for " + registry.host());
  }

  private DockerRegistry open() throws Exception {
    DockerRegistry registry = DockerRegistry.start(files);
    started.add(registry);
    return registry;
  }

  private Map<String, byte[]> parts() {
    return new TreeMap<>(Map.of("model.onnx", model, "parts/w.bin", weights));
  }

  private void push(DockerRegistry registry, String tag, String type, String path)
      throws Exception {
    var unused =
        registry.pushLayers(
            REPOSITORY, tag, List.of(DockerRegistry.layer(type, model, TITLE, path)));
  }

  private static void pushIndex(DockerRegistry registry, String tag, Digest... manifests)
      throws Exception {
    String entries =
        String.join(
            ",",
            Stream.of(manifests)
                .map(
                    digest ->
                        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:%s\",\"size\":%s}"
                            .formatted(digest.hex(), size(registry, digest)))
                .toList());
    String type = "application/vnd.oci.image.index.v1+json";
    var unused =
        registry.pushManifest(
            REPOSITORY,
            tag,
            type,
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(type, entries));
  }

  private static long size(DockerRegistry registry, Digest manifest) {
    return registry.file(manifest).toFile().length();
  }

  /** The environment of a user who has logged in. */
  private Map<String, String> logins(String host, String login) throws Exception {
    String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        files.resolve("config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
    return Map.of("DOCKER_CONFIG", files.toString());
  }

  private RegistryModel find(DockerRegistry registry, String name) {
    return find(registry, name, Map.of("DOCKER_CONFIG", files.toString()));
  }

  private static RegistryModel find(
      DockerRegistry registry, String name, Map<String, String> environment) {
    Reference reference = Reference.parse("oci://" + registry.host() + "/" + REPOSITORY + name);
    return RegistryModel.find(new Registry(reference, true, environment));
  }

  private void assertRefused(int exitCode, ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.exitCode()).isEqualTo(exitCode);
              assertThat(error.getMessage()).contains(words).doesNotContain("\n");
            });
  }
}
