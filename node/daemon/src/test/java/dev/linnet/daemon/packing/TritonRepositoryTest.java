package dev.linnet.daemon.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.packing.TritonRepository.Entry;
import dev.linnet.daemon.packing.TritonRepository.Left;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models of a Triton repository are ours, and what is said of the others. */
class TritonRepositoryTest {
  private final Path dir;

  TritonRepositoryTest(@TempDir Path temp) throws IOException {
    dir = Files.createDirectory(temp.resolve("models"));
  }

  private void put(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private TritonRepository found() {
    return TritonRepository.find(dir).orElseThrow();
  }

  private List<String> lines(List<Left> left) {
    return left.stream().map(each -> each.why().replace(dir.toString(), "@")).toList();
  }

  @Test
  void anOnnxModelIsOneWithItsFileInVersions() throws IOException {
    put("scene/9/model.onnx", "");
    put("scene/10/model.onnx", "");
    put("scene/labels.txt", "cat");
    put("text/1/model.onnx/model.onnx", "");
    put("text/config.pbtxt", "name: \"reader\" backend: \"onnxruntime\"");
    put("README.md", "Our models");
    put(".git/1/model.onnx", "");

    TritonRepository repository = found();

    assertThat(repository.entries())
        .containsExactly(
            new Entry(dir.resolve("scene"), "scene", List.of("9", "10")),
            new Entry(dir.resolve("text"), "reader", List.of("1")));
    assertThat(repository.passedOver()).isEmpty();
    assertThat(repository.refused()).isEmpty();
  }

  @Test
  void whatTritonServesOtherwiseIsPassedOver() throws IOException {
    put("a/1/model.onnx", "");
    put("ensemble/config.pbtxt", "platform: \"ensemble\"");
    put("ensemble/1/.keep", "");
    put("plan/1/model.plan", "");
    put("stream/1/model.onnx", "");
    put("stream/config.pbtxt", "model_transaction_policy: <\n  decoupled: true\n>");
    put("torch/1/model.pt", "");
    put("torch/config.pbtxt", "backend: \"pytorch\" default_model_filename: \"model.pt\"");

    TritonRepository repository = found();

    assertThat(repository.entries()).extracting(Entry::name).containsExactly("a");
    assertThat(repository.refused()).isEmpty();
    assertThat(lines(repository.passedOver()))
        .containsExactly(
            "model @/ensemble: config.pbtxt has platform 'ensemble': expected 'onnxruntime_onnx',"
                + " only ONNX models are served",
            "model @/plan holds no VERSION/model.onnx",
            "model @/stream: config.pbtxt has model_transaction_policy.decoupled: only one answer"
                + " to each request is served",
            "model @/torch: config.pbtxt has backend 'pytorch': expected 'onnxruntime', only ONNX"
                + " models are served");
  }

  @Test
  void anOnnxModelThatIsNotAsItShouldBeIsRefused() throws IOException {
    put("a/1/model.onnx", "");
    put("empty/config.pbtxt", "platform: \"onnxruntime_onnx\"");
    put("huge/1/model.onnx", "");
    put("huge/config.pbtxt", " ".repeat((1 << 20) + 1));
    put("named/1/net.onnx", "");
    put("named/config.pbtxt", "default_model_filename: \"net.onnx\"");
    put("plain/model.onnx", "");
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a"));

    TritonRepository repository = found();

    assertThat(repository.entries()).extracting(Entry::name).containsExactly("a");
    assertThat(repository.passedOver()).isEmpty();
    assertThat(lines(repository.refused()))
        .containsExactly(
            "model @/empty holds no VERSION/model.onnx",
            "model @/huge: config.pbtxt is over 1 MiB: it is no configuration",
            "model @: link is a link: put the file itself there",
            "model @/named: config.pbtxt has default_model_filename 'net.onnx': expected"
                + " 'model.onnx', only ONNX models are served",
            "model @/plain holds no VERSION/model.onnx");
  }

  @Test
  void ofNamesakesNoneIsPushed() throws IOException {
    put("a/1/model.onnx", "");
    put("b/2/model.onnx", "");
    put("b/config.pbtxt", "name: \"a\"");
    put("c/1/model.onnx", "");

    TritonRepository repository = found();

    assertThat(repository.entries()).extracting(Entry::name).containsExactly("c");
    assertThat(lines(repository.refused()))
        .containsExactly(
            "model @/a is called 'a', as b is: give each a name of its own in config.pbtxt",
            "model @/b is called 'a', as a is: give each a name of its own in config.pbtxt");
  }

  /** Nothing else is said of them, so their files decide. */
  @ParameterizedTest
  @CsvSource({
    "model_transaction_policy { decoupled: false }",
    "input [ { name: \"x\" dims: [ -1 ] } ] instance_group { kind: KIND_CPU }",
    "parameters { key: \"backend\" value { string_value: \"python\" } }",
    "dynamic_batching { } backend: \"\"",
    "}}} ]] >",
    "max_batch_size: 8 platform: # none"
  })
  void otherFieldsMakeNoModelAnother(String config) throws IOException {
    put("a/1/model.onnx", "");
    put("a/config.pbtxt", config);

    assertThat(found().entries()).extracting(Entry::name).containsExactly("a");
  }

  @Test
  void anotherLayoutIsNoRepository() throws IOException {
    put("1/model.onnx", "");
    assertThat(TritonRepository.find(dir)).isEmpty();
    assertThat(TritonRepository.find(dir.resolve("1"))).isEmpty();
    assertThat(TritonRepository.find(dir.resolve("1/model.onnx"))).isEmpty();
    assertThat(TritonRepository.find(dir.resolve("none"))).isEmpty();
    put("scene/1/model.onnx", "");
    assertThatThrownBy(() -> TritonRepository.find(dir))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            " holds both 1/model.onnx and scene/1/model.onnx: keep one of the two layouts");
  }

  @Test
  void aRepositoryIsNotOneModel() throws IOException {
    put("scene/1/model.onnx", "");
    assertThatThrownBy(() -> ModelPacker.pack(dir, "m", "1", null))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "models is a Triton repository, with a directory for each model: expected one");
  }
}
