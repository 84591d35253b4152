package dev.linnet.daemon.packing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.TensorProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model of equal layers, laid out as exporters do: nodes, then weights and biases in turn, named
 * by their places. Written one layer at a time, so that it may be larger than the memory.
 *
 * @param seeds one for each layer; the same seed makes the same weights
 */
record LayeredModel(List<Long> seeds, int layerBytes) {
  private static final int NODES_PER_LAYER = 12;
  private static final int BIAS_BYTES = 4 * 1024;

  /** As external data begins: ONNX aligns to a page. */
  private static final int PAGE_BYTES = 4 * 1024;

  /** Writes {@code model.onnx}, with its weights in it. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream file = create(directory.resolve("model.onnx"))) {
      CodedOutputStream out = CodedOutputStream.newInstance(file);
      SmallOnnx.model().clearGraph().build().writeTo(out);
      GraphProto nodes = nodes().build();
      int sizeBytes = nodes.getSerializedSize();
      for (int i = 0; i < seeds.size(); i++) {
        sizeBytes += CodedOutputStream.computeMessageSize(5, weights(i));
        sizeBytes += CodedOutputStream.computeMessageSize(5, bias(i));
      }
      out.writeTag(7, 2);
      out.writeUInt32NoTag(sizeBytes);
      nodes.writeTo(out);
      for (int i = 0; i < seeds.size(); i++) {
        out.writeMessage(5, weights(i));
        out.writeMessage(5, bias(i));
      }
      out.flush();
    }
  }

  /** Writes {@code model.onnx} and, beside it, {@code weights.bin}. */
  void writeExternal(Path directory) throws IOException {
    Files.createDirectories(directory);
    GraphProto.Builder graph = nodes();
    long offset = 0;
    try (OutputStream out = create(directory.resolve("weights.bin"))) {
      for (int i = 0; i < seeds.size(); i++) {
        for (TensorProto tensor : List.of(weights(i), bias(i))) {
          int length = tensor.getRawData().size();
          graph.addInitializer(outside(tensor.getName(), offset, length));
          tensor.getRawData().writeTo(out);
          int padding = -length & (PAGE_BYTES - 1);
          out.write(new byte[padding]);
          offset += length + padding;
        }
      }
    }
    ModelProto model = SmallOnnx.model().setGraph(graph).build();
    Files.write(directory.resolve("model.onnx"), model.toByteArray());
  }

  /** The initializer of a tensor whose data lies in {@code weights.bin}. */
  static TensorProto outside(String name, long offset, long length) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(length / Float.BYTES)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(SmallOnnx.entry("location", "weights.bin"))
        .addExternalData(SmallOnnx.entry("offset", Long.toString(offset)))
        .addExternalData(SmallOnnx.entry("length", Long.toString(length)))
        .build();
  }

  private static OutputStream create(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file));
  }

  private GraphProto.Builder nodes() {
    GraphProto.Builder graph = SmallOnnx.graph().clearInitializer();
    for (int i = 0; i < NODES_PER_LAYER * seeds.size(); i++) {
      graph.addNode(
          NodeProto.newBuilder()
              .addInput("onnx::MatMul_" + i)
              .addOutput("onnx::MatMul_" + (i + 1))
              .setName("/MatMul_" + i)
              .setOpType("MatMul"));
    }
    return graph;
  }

  private TensorProto weights(int layer) {
    return tensor("onnx::MatMul_" + NODES_PER_LAYER * layer, seeds.get(layer), layerBytes);
  }

  private TensorProto bias(int layer) {
    return tensor("layers." + layer + ".bias", ~seeds.get(layer), BIAS_BYTES);
  }

  private static TensorProto tensor(String name, long seed, int sizeBytes) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer data = ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat((float) random.nextGaussian(0, 0.02));
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(sizeBytes / Float.BYTES)
        .setRawData(ByteString.copyFrom(data.flip()))
        .build();
  }
}
