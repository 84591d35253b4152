package dev.linnet.bench.swarm;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.linnet.demo.scenes.SceneModels;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small model that runs, with layers of random weights that nothing uses: as large as one likes,
 * and no longer to load than it takes to read.
 *
 * @param seeds one for each layer; the same seed makes the same weights
 * @param words the model's description, which stands before its layers
 */
record BulkyModel(List<Long> seeds, int layerBytes, String words) {

  BulkyModel withLayers(List<Long> others) {
    return new BulkyModel(others, layerBytes, words);
  }

  BulkyModel withWords(String others) {
    return new BulkyModel(seeds, layerBytes, others);
  }

  /** Writes {@code model.onnx} into an empty directory, and returns it. */
  Path write(Path into) {
    Path file = Scratch.fresh(into).resolve("model.onnx");
    ModelProto small = new SceneModels(1).first().toOnnx();
    GraphProto.Builder graph = small.getGraph().toBuilder();
    for (int layer = 0; layer < seeds.size(); layer++) {
      byte[] weights = new byte[layerBytes];
      new SplittableRandom(seeds.get(layer)).nextBytes(weights);
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName("layers." + layer + ".weight")
              .setDataType(TensorProto.DataType.INT8.getNumber())
              .addDims(layerBytes)
              .setRawData(ByteString.copyFrom(weights)));
    }
    ModelProto model = small.toBuilder().setDocString(words).setGraph(graph).build();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
