package dev.linnet.soak;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes a small model one that takes a while to move: weights that nothing uses. */
final class Ballast {
  private static final int BYTES = 2 * 1024 * 1024;

  private Ballast() {}

  /** Adds them to a model's file; another seed gives others. */
  static void add(Path file, long seed) throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("ballast")
            .setDataType(TensorProto.DataType.UINT8.getNumber())
            .addDims(BYTES)
            .setRawData(ByteString.copyFrom(bytes))
            .build();
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    model.getGraphBuilder().addInitializer(weights);
    Files.write(file, model.build().toByteArray());
  }
}
