package dev.linnet.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.health.Baseline;
import dev.linnet.core.health.Baseline.Side;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ManifestJsonTest {
  private static final byte[] FIRST = "first".getBytes(UTF_8);
  private static final byte[] SECOND = "second".getBytes(UTF_8);
  private static final Manifest GOOD = manifest();
  private static final String JSON = ManifestJson.write(GOOD);

  private static Manifest manifest() {
    ChunkRef first = new ChunkRef(Digest.of(FIRST), FIRST.length);
    ChunkRef second = new ChunkRef(Digest.of(SECOND), SECOND.length);
    return ManifestJson.named(
        new Manifest(
            Digest.of(),
            new ModelName("detector"),
            "7",
            "https://origin.example/detector/7",
            "model.onnx",
            List.of(
                new ModelFile("model.onnx", 11, Digest.of(FIRST, SECOND), List.of(first, second)),
                new ModelFile("data/w.bin", 6, Digest.of(SECOND), List.of(second)),
                new ModelFile("empty", 0, Digest.of(), List.of())),
            List.of(new TensorSpec("x", "FP32", List.of(-1L, 4L))),
            List.of(new TensorSpec("y", "INT64", List.of())),
            17,
            8,
            1 << 20,
            1e-3,
            1e-7,
            List.of(
                new Baseline(Side.INPUT, "x", List.of(-0.5, 1.25), List.of(0.25, 0.5, 0.25)),
                new Baseline(Side.OUTPUT, "y", List.of(0.5), List.of(0.9, 0.1)))));
  }

  private static Manifest parse(String json) {
    return ManifestJson.parse(Digest.of(json.getBytes(UTF_8)), json);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(parse(JSON)).isEqualTo(GOOD);
    assertThat(ManifestJson.write(parse(JSON))).isEqualTo(JSON);
    assertThat(GOOD.digest()).isEqualTo(Digest.of(JSON.getBytes(UTF_8)));
    assertThat(GOOD.sizeBytes()).isEqualTo(17);
    assertThat(GOOD.chunks()).hasSize(3);
  }

  @Test
  void theSubjectIsThatOfModelSigning() {
    // Sorted by name: data/w.bin, empty, model.onnx.
    Digest subject =
        Digest.of(Digest.of(SECOND).raw(), Digest.of().raw(), Digest.of(FIRST, SECOND).raw());
    assertThat(JSON)
        .startsWith(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"detector:7\","
                + "\"digest\":{\"sha256\":\""
                + subject
                + "\"}}],\"predicateType\":\"https://model_signing/signature/v1.0\","
                + "\"predicate\":{\"serialization\":{\"method\":\"files\",\"hash_type\":\"sha256\","
                + "\"allow_symlinks\":false},\"resources\":[{\"name\":\"data/w.bin\",");
  }

  @Test
  void anotherDigestIsRefused() {
    assertThatThrownBy(() -> ManifestJson.parse(Digest.of(FIRST), JSON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("manifest: its digest is [0-9a-f]{12}…, not [0-9a-f]{12}…");
  }

  @Test
  void whatCannotBeReadIsNotWritten() {
    Manifest bad =
        new Manifest(
            Digest.of(),
            GOOD.name(),
            "7",
            null,
            "other.onnx",
            GOOD.files(),
            GOOD.inputs(),
            GOOD.outputs(),
            17,
            8,
            0,
            0,
            0);
    assertThatThrownBy(() -> ManifestJson.write(bad)).hasMessageStartingWith("model: other.onnx");
  }

  @TestFactory
  Stream<DynamicTest> badManifests() {
    String first = Digest.of(FIRST).hex();
    String second = Digest.of(SECOND).hex();
    return Stream.of(
        bad("", "", "", "document"),
        bad("", JSON, "[]", "document"),
        bad("", JSON, JSON.substring(0, JSON.length() - 1), "not a JSON document"),
        bad("text behind it", JSON, JSON + "{}", "not a JSON document"),
        bad("deep nesting", JSON, "[".repeat(100_000), "not a JSON document"),
        bad("too long", JSON, " ".repeat(ManifestJson.MAX_BYTES + 1), "manifest: more than"),
        bad(
            "a baseline of a tensor that is not there",
            "\"OUTPUT\",\"tensor\":\"y\"",
            "\"OUTPUT\",\"tensor\":\"x\"",
            "baselines: the model has no such tensor as 'x'"),
        bad("shares that do not add up", "\"share\":0.9", "\"share\":0.8", "shares: expected"),
        bad("edges that go down", "\"upTo\":-0.5", "\"upTo\":2.5", "edges: expected ascending"),
        bad("a bin without its edge", ",\"upTo\":-0.5", "", "bins with edges between"),
        bad("another type", "Statement/v1\"", "Statement/v2\"", "_type: is"),
        bad("another predicate", "signature/v1.0", "signature/v9", "predicateType: is"),
        bad("unknown field", "\"opset\":17", "\"opset\":17,\"x\":1", "predicate.linnet.x: unknown"),
        bad("missing field", "\"opset\":17,", "", "predicate.linnet.opset: missing"),
        bad("mistyped field", "\"opset\":17", "\"opset\":\"17\"", "predicate.linnet.opset: exp"),
        bad("fraction", "\"opset\":17", "\"opset\":17.5", "predicate.linnet.opset: exp"),
        bad("out of range", "\"opset\":17", "\"opset\":0", "predicate.linnet.opset: exp"),
        bad("doubled field", "\"opset\":17", "\"opset\":17,\"opset\":18", "not a JSON document"),
        bad("no number", "\"goldenRelative\":0.001", "\"goldenRelative\":NaN", "not a JSON"),
        bad("below zero", "\"goldenRelative\":0.001", "\"goldenRelative\":-1", "goldenRelative"),
        bad("links", "\"allow_symlinks\":false", "\"allow_symlinks\":true", "allow_symlinks: is"),
        bad("another hash", "\"hash_type\":\"sha256\"", "\"hash_type\":\"md5\"", "hash_type: is"),
        bad("another subject", "detector:7", "detector:8", "subject: is"),
        bad("bad name", "\"name\":\"detector\"", "\"name\":\"../d\"", "predicate.linnet.name:"),
        bad("bad version", "\"version\":\"7\"", "\"version\":\"7/8\"", "version '7/8'"),
        bad("file scheme", "https://origin.example", "file://etc", "origin 'file:"),
        bad("user in the origin", "https://origin", "https://me:pw@origin", "origin 'https:"),
        bad("empty path", "\"data/w.bin\"", "\"\"", "path ''"),
        bad("absolute path", "data/w.bin", "/etc/passwd", "path '/etc/passwd'"),
        bad("path outside", "data/w.bin", "data/../../w", "path 'data/../../w'"),
        bad("backslash", "data/w.bin", "data\\\\w", "path 'data\\w'"),
        bad("drive", "data/w.bin", "C:w", "path 'C:w'"),
        bad("NUL", "data/w.bin", "data\\u0000w", "path 'data?w'"),
        bad("line break", "data/w.bin", "data\\nw", "path 'data?w'"),
        bad("long path", "data/w.bin", "ü".repeat(128), "path 'üüü"),
        bad("path twice", "data/w.bin", "model.onnx", "files: model.onnx stands twice"),
        bad("file and directory", "data/w.bin", "empty/w", "files: empty is both a file and a"),
        bad("no model", "\"model\":\"model.onnx\"", "\"model\":\"m\"", "model: m is not in files"),
        bad("size", "\"sizeBytes\":11", "\"sizeBytes\":12", "files: 'model.onnx': its chunks hold"),
        bad(
            "empty chunk",
            first + "\",\"sizeBytes\":5",
            first + "\",\"sizeBytes\":0",
            "predicate.linnet.files[0].chunks[0].sizeBytes: expected"),
        bad(
            "huge chunk",
            first + "\",\"sizeBytes\":5",
            first + "\",\"sizeBytes\":1048577",
            "predicate.linnet.files[0].chunks[0].sizeBytes: expected"),
        bad(
            "one chunk of two sizes",
            "\"sizeBytes\":5},{\"sha256\":\"" + second + "\",\"sizeBytes\":6",
            "\"sizeBytes\":4},{\"sha256\":\"" + second + "\",\"sizeBytes\":7",
            "chunks: "),
        bad("bad digest", second, second.toUpperCase(Locale.ROOT), "digest: expected 64"),
        bad("another resource", "\"digest\":\"" + second, "\"digest\":\"" + first, "resources: is"),
        bad("datatype", "\"FP32\"", "\"FP31\"", "inputs: 'x' is of datatype 'FP31'"),
        bad("shape", "[-1,4]", "[-2,4]", "inputs: 'x' has a size below -1"),
        bad("shape of fractions", "[-1,4]", "[1.5,4]", "predicate.linnet.inputs[0].shape: exp"),
        bad(
            "no outputs",
            "[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[]}]",
            "[]",
            "outputs: expected at least one"));
  }

  private static DynamicTest bad(String what, String from, String to, String message) {
    String json = from.isEmpty() ? to : JSON.replace(from, to);
    return DynamicTest.dynamicTest(
        what.isEmpty() ? message : what,
        () -> {
          assertThat(json).isNotEqualTo(JSON);
          assertThatThrownBy(() -> parse(json))
              .isInstanceOf(IllegalArgumentException.class)
              .satisfies(
                  error ->
                      assertThat(error.getMessage()).contains(message).doesNotContain("\n", "\0"));
        });
  }
}
