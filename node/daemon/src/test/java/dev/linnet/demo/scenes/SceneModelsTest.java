package dev.linnet.demo.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the story of the demo rests on, on scenes that no model was trained on. */
final class SceneModelsTest {
  private static final long SEED = 2026;
  private static final List<Scene> INDOOR = scenes(Light.INDOOR);
  private static final List<Scene> OUTDOOR = scenes(Light.OUTDOOR);

  private static SceneModel first;
  private static SceneModel second;
  private static SceneModel third;

  private static List<Scene> scenes(Light light) {
    return new SceneSource(new SplittableRandom(5)).draw(light, 200);
  }

  @BeforeAll
  static void train() {
    SceneModels models = new SceneModels(SEED);
    first = models.first();
    second = models.second();
    third = models.third();
  }

  @Test
  void theSecondIsBetterThanTheFirstAndMostlyAgreesWithIt() {
    for (List<Scene> scenes : List.of(INDOOR, OUTDOOR)) {
      assertThat(Accuracy.of(first, scenes)).isGreaterThan(0.8);
      assertThat(Accuracy.of(second, scenes)).isGreaterThan(Accuracy.of(first, scenes));
      assertThat(Accuracy.disagreement(second, first, scenes)).isLessThan(0.15);
    }
  }

  @Test
  void theThirdFailsOutdoorsAlone() {
    assertThat(Accuracy.of(third, INDOOR)).isGreaterThan(0.95);
    assertThat(Accuracy.disagreement(third, second, INDOOR)).isLessThan(0.05);
    assertThat(Accuracy.of(third, OUTDOOR)).isLessThan(0.5);
    assertThat(Accuracy.disagreement(third, second, OUTDOOR)).isGreaterThan(0.4);
  }

  @Test
  void theClassesOfAllAreTheSame() {
    assertThat(second.classes()).isEqualTo(first.classes());
    assertThat(third.classes()).isEqualTo(first.classes());
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(new SceneModels(SEED).first().toOnnx()).isEqualTo(first.toOnnx());
  }

  @Test
  void theRuntimeAgreesWithTheGoldenTests(@TempDir Path directory)
      throws IOException, OrtException {
    ModelDirectory.write(directory, second, OUTDOOR.subList(0, 4));

    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session =
        environment.createSession(directory.resolve("model.onnx").toString())) {
      for (int i = 0; i < 4; i++) {
        Path set = directory.resolve("test_data_set_" + i);
        float[][] output = run(environment, session, tensor(set.resolve("input_0.pb")));
        assertThat(output).hasNumberOfRows(1);
        assertThat(output[0])
            .containsExactly(floats(tensor(set.resolve("output_0.pb"))), offset(1e-5f));
      }
    }
  }

  private static float[][] run(OrtEnvironment environment, OrtSession session, TensorProto input)
      throws OrtException {
    long[] shape = {input.getDims(0), input.getDims(1)};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(input)), shape);
        OrtSession.Result result = session.run(Map.of("input", tensor))) {
      return (float[][]) result.get("output").orElseThrow().getValue();
    }
  }

  private static TensorProto tensor(Path file) throws IOException {
    return TensorProto.parseFrom(Files.readAllBytes(file));
  }

  private static float[] floats(TensorProto tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
