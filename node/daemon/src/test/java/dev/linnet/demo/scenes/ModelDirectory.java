package dev.linnet.demo.scenes;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a model as the ONNX project lays out its own: {@code model.onnx}, and beside it {@code
 * test_data_set_N} with an input and the output that is right. What is right comes from Tribuo, not
 * from the runtime that is tested.
 */
public final class ModelDirectory {
  private ModelDirectory() {}

  /**
   * Writes the model.
   *
   * @param golden one test for each of these scenes
   */
  public static void write(Path directory, SceneModel model, List<Scene> golden)
      throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("model.onnx"), model.toOnnx().toByteArray());
    for (int i = 0; i < golden.size(); i++) {
      Path set = Files.createDirectories(directory.resolve("test_data_set_" + i));
      Scene scene = golden.get(i);
      write(set.resolve("input_0.pb"), "input", scene.pixels());
      write(set.resolve("output_0.pb"), "output", model.predict(scene));
    }
  }

  private static void write(Path file, String name, float[] row) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * row.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(row);
    TensorProto tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(1)
            .addDims(row.length)
            .setRawData(ByteString.copyFrom(raw))
            .build();
    Files.write(file, tensor.toByteArray());
  }
}
