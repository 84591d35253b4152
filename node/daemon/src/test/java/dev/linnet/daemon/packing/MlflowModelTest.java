package dev.linnet.daemon.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model directory that MLflow wrote, and what goes wrong with one. */
class MlflowModelTest {
  /** With the keys that {@code mlflow.onnx.save_model} writes. */
  private static final String SAVED =
      """
      artifact_path: model
      flavors:
        onnx:
          code: null
          data: model.onnx
          onnx_session_options: null
          onnx_version: 1.16.0
          providers:
          - CUDAExecutionProvider
          - CPUExecutionProvider
        python_function:
          data: model.onnx
          env:
            conda: conda.yaml
            virtualenv: python_env.yaml
          loader_module: mlflow.onnx
          python_version: 3.11.9
      mlflow_version: 2.14.1
      model_size_bytes: 131
      run_id: 0a1b2c3d4e5f60718293a4b5c6d7e8f9
      signature:
        inputs: '[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape":
          [-1, 4]}}]'
      utc_time_created: '2026-11-24 10:00:00.000000'
      """;

  private static final String REGISTERED = "model_name: detector\nmodel_version: '7'\n";

  private final Path dir;

  MlflowModelTest(@TempDir Path temp) throws IOException {
    dir = Files.createDirectory(temp.resolve("saved"));
  }

  private void put(String path, byte[] bytes) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  private void put(String path, String text) throws IOException {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.files().stream().map(ModelFile::path).toList();
  }

  @Test
  void whatANodeHasUseForIsPackedAndWhatIsForPythonIsNot() throws IOException {
    String weights = "4a1f0e5e-7d0a-11ef-8e6b-0242ac120002";
    put("MLmodel", SAVED);
    put("model.onnx", SmallOnnx.external(weights, "16"));
    put(weights, new byte[16]);
    put("conda.yaml", "name: mlflow-env");
    put("test_data_set.zip", "PK");
    put("requirements.txt", "onnx==1.16.0");
    put("input_example.json", "{}");
    put("code/train.py", "import torch");
    Files.createSymbolicLink(dir.resolve("code/data"), dir.resolve("code"));

    Manifest manifest = ModelPacker.pack(dir, null, "3", null).manifest();

    assertThat(manifest.name().value()).isEqualTo("saved");
    assertThat(manifest.version()).isEqualTo("3");
    assertThat(paths(manifest)).containsExactly(weights, "model.onnx");
  }

  @Test
  void goldenTestsAndABaselineBesideItCount() throws IOException, URISyntaxException {
    URL url = Objects.requireNonNull(MlflowModelTest.class.getResource("/models/linear"));
    put("MLmodel", SAVED.replace("model.onnx", "onnx/net.onnx"));
    for (String file : List.of("test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb")) {
      put("onnx/" + file, Files.readAllBytes(Path.of(url.toURI()).resolve(file)));
    }
    put("onnx/net.onnx", Files.readAllBytes(Path.of(url.toURI()).resolve("model.onnx")));
    put(
        "onnx/baseline.json",
        """
        {"baselines": [{"side": "input", "tensor": "0",
          "bins": [{"upTo": 0, "share": 0.5}, {"share": 0.5}]}]}
        """);

    Manifest manifest = ModelPacker.pack(dir, "m", "1", null).manifest();

    assertThat(manifest.modelPath()).isEqualTo("net.onnx");
    assertThat(paths(manifest))
        .containsExactly("net.onnx", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb");
    assertThat(manifest.baselines()).hasSize(1);
  }

  @Test
  void aModelOutOfARegistryIsCalledAsItIsThere() throws IOException {
    put("MLmodel", SAVED);
    put("model.onnx", SmallOnnx.model().build().toByteArray());
    put("registered_model_meta", REGISTERED);

    Manifest registered = ModelPacker.pack(dir, null, null, null).manifest();
    Manifest asked = ModelPacker.pack(dir, "other", "8", null).manifest();

    assertThat(registered.name().value()).isEqualTo("detector");
    assertThat(registered.version()).isEqualTo("7");
    assertThat(asked.name().value()).isEqualTo("other");
    assertThat(asked.version()).isEqualTo("8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flavors: {sklearn: {}, python_function: {}} | model @: MLmodel has no flavor 'onnx', only sklearn, python_function: save the model with mlflow.onnx
          run_id: 1                         | model @: MLmodel has no flavor 'onnx': save the model with mlflow.onnx
          flavors: [onnx]                   | @/MLmodel:1:10: flavors: expected a mapping of keys to values, got a list
          flavors: {onnx: {onnx_version: 1}} | @/MLmodel:1:17: flavors.onnx: key 'data' is missing: expected the path of the ONNX file
          flavors: {onnx: {data: gone.onnx}} | @/MLmodel:1:24: flavors.onnx.data: no file 'gone.onnx' in the model's directory
          flavors: {onnx: {data: ../x.onnx}} | @/MLmodel:1:24: flavors.onnx.data: path '../x.onnx': expected a relative path inside the model's directory
          flavors: {onnx: {data: /etc/x}}   | @/MLmodel:1:24: flavors.onnx.data: path '/etc/x': expected a relative path inside the model's directory
          flavors: {onnx: {data: linked/x}} | model @: linked is a link: put the file itself there
          flavors: {onnx: {data: code}}     | model @: code is not an ordinary file
          flavors: {onnx: {data: }}         | @/MLmodel:1:23: flavors.onnx.data: expected a text, got nothing
          flavors: {onnx: {data: x          | @/MLmodel:2:1: not YAML: expected ',' or '}', but got <stream end>
          ''                                | @/MLmodel: is empty; expected a document
          """)
  void whatIsNoModelOfOnnxIsOneLine(String text, String line) throws IOException {
    put("MLmodel", text.isEmpty() ? "" : text + "\n");
    put("model.onnx", SmallOnnx.model().build().toByteArray());
    put("code/x", "");
    Files.createSymbolicLink(dir.resolve("linked"), dir.resolve("code"));

    assertThatThrownBy(() -> ModelPacker.pack(dir, "m", "1", null))
        .hasMessage(line.replace("@", dir.toString()));
  }

  @Test
  void anMlmodelThatIsALinkIsRefused() throws IOException {
    put("model.onnx", SmallOnnx.model().build().toByteArray());
    put("other", SAVED);
    Files.createSymbolicLink(dir.resolve("MLmodel"), dir.resolve("other"));

    assertThatThrownBy(() -> ModelPacker.pack(dir, "m", "1", null))
        .hasMessageEndingWith("MLmodel is a link: put the file itself there");
  }

  @Test
  void withoutARegistryTheVersionMustBeGiven() throws IOException {
    put("MLmodel", SAVED);
    put("model.onnx", SmallOnnx.model().build().toByteArray());

    assertThatThrownBy(() -> ModelPacker.pack(dir, null, null, null))
        .hasMessage("model " + dir + ": give its version with --version");
  }
}
