package dev.linnet.daemon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest may say of a model's files, and what it may not. */
final class LayersTest {
  private static final String RAW = "application/vnd.cncf.model.weight.v1.raw";
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @Test
  void modelPacksOwnPathCountsBeforeATitle() {
    String layer = layer(RAW, DIGEST, "12", "\"org.cncf.model.filepath\":\"a/b\",\"" + title("c"));

    assertThat(read(layer)).singleElement().extracting(Layer::path).isEqualTo("a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "./x",
        "",
        "C:/x",
        "a\\\\..\\\\x",
        "a\\u0000b",
        "a\\u001b[2Jb"
      })
  void aPathStaysInside(String path) {
    assertThatThrownBy(() -> read(titled(path)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inside")
        .message()
        .doesNotContain("\u001b");
  }

  @Test
  void noTwoLayersAreOneFileAndNoFileIsADirectory() {
    assertThatThrownBy(() -> read(titled("a") + "," + titled("a"))).hasMessageContaining("two");
    assertThatThrownBy(() -> read(titled("a/b/c") + "," + titled("a/b")))
        .hasMessageContaining("a/b is a file, and the directory of a/b/c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.cncf.model.weight.v1.tar",
        "application/vnd.cncf.model.weight.v1.tar+gzip",
        "application/vnd.cncf.model.weight.v1.tar+zstd",
        "application/vnd.cncf.model.weight.v1.raw+gzip",
        "application/vnd.oci.image.layer.v1.tar+gzip"
      })
  void aPackedLayerIsRefused(String type) {
    assertThatThrownBy(() -> read(layer(type, DIGEST, "12", "\"" + title("m.onnx"))))
        .hasMessageContaining(type + " is packed");
  }

  @Test
  void aDirectoryThatOrasPackedIsRefused() {
    String unpacked = "\"io.deis.oras.content.unpack\":\"true\",\"" + title("d");

    for (String type : List.of("application/vnd.oci.image.layer.v1.tar", RAW)) {
      assertThatThrownBy(() -> read(layer(type, DIGEST, "12", unpacked)))
          .hasMessageContaining("is packed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "1e3", "\"12\"", "null", "9223372036854775808", "01"})
  void aSizeIsAWholeNumber(String size) {
    assertThatThrownBy(() -> read(layer(RAW, DIGEST, size, "\"" + title("a"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"sha512:00", "sha256:AB", "md5", "''"})
  void aDigestIsOfSha256(String digest) {
    assertThatThrownBy(() -> read(layer(RAW, digest, "1", "\"" + title("a"))))
        .hasMessageContaining("expected sha256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"layers\":[]}", "{\"layers\":[1]}", "{\"layers\":{}}", "[", ""})
  void whatIsNoListOfLayersIsRefused(String document) {
    assertThatThrownBy(() -> parsed(document)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String title(String path) {
    return "org.opencontainers.image.title\":\"" + path + "\"";
  }

  private static String titled(String path) {
    return layer(RAW, DIGEST, "12", "\"" + title(path));
  }

  private static String layer(String type, String digest, String size, String annotations) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%s,\"annotations\":{%s}}"
        .formatted(type, digest, size, annotations);
  }

  private static List<Layer> read(String layers) {
    return parsed("{\"layers\":[" + layers + "]}");
  }

  private static List<Layer> parsed(String document) {
    return RegistryModel.layers(Untrusted.document(document.getBytes(StandardCharsets.UTF_8)));
  }
}
