package dev.linnet.daemon.packing;

import com.google.protobuf.ByteString;
import dev.linnet.proto.onnx.AttributeProto;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.StringStringEntryProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorShapeProto;
import dev.linnet.proto.onnx.TensorShapeProto.Dimension;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;

/** Models as bytes: y = x + w, right but for what a test changes. */
final class SmallOnnx {
  private SmallOnnx() {}

  static ModelProto.Builder model() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph());
  }

  static GraphProto.Builder graph() {
    return GraphProto.newBuilder()
        .setName("g")
        .addNode(NodeProto.newBuilder().setOpType("Add").addInput("x").addInput("w").addOutput("y"))
        .addInitializer(weights("w", 4))
        .addInput(value("x", 1, -1, 4))
        .addOutput(value("y", 1, -1, 4));
  }

  static TensorProto weights(String name, int count) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(count)
        .setRawData(ByteString.copyFrom(new byte[4 * count]))
        .build();
  }

  /** A model with a layer for each of these weights, numbered as exporters do. */
  static byte[] layers(byte[]... weights) {
    GraphProto.Builder graph = graph();
    for (int i = 0; i < weights.length; i++) {
      String name = "layer_" + i + ".weight";
      graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(name).addOutput("o" + i));
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(2)
              .addDims(weights[i].length)
              .setRawData(ByteString.copyFrom(weights[i])));
    }
    return model().setGraph(graph).build().toByteArray();
  }

  static ValueInfoProto value(String name, int elementType, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(
          size < 0
              ? Dimension.newBuilder().setDimParam("n")
              : Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(dims)))
        .build();
  }

  /** A model whose weights lie in another file. */
  static byte[] external(String location, String length) {
    return model()
        .setGraph(graph().clearInitializer().addInitializer(outside(location, length)))
        .build()
        .toByteArray();
  }

  /** A model whose weights lie at a place in another file. */
  static byte[] external(String location, String offset, String length) {
    TensorProto weights =
        outside(location, length).toBuilder().addExternalData(entry("offset", offset)).build();
    return model()
        .setGraph(graph().clearInitializer().addInitializer(weights))
        .build()
        .toByteArray();
  }

  /** A model that keeps the weights of a branch, deep in a subgraph, in another file. */
  static byte[] externalInBranch(String location) {
    GraphProto branch = GraphProto.newBuilder().addInitializer(outside(location, "4")).build();
    AttributeProto attribute = AttributeProto.newBuilder().setName("then").setG(branch).build();
    return model()
        .setGraph(graph().addNode(NodeProto.newBuilder().setOpType("If").addAttribute(attribute)))
        .build()
        .toByteArray();
  }

  /** A model whose branches have branches, so many deep. */
  static byte[] branches(int deep) {
    GraphProto inner = GraphProto.getDefaultInstance();
    for (int i = 0; i < deep; i++) {
      AttributeProto attribute = AttributeProto.newBuilder().setName("then").setG(inner).build();
      NodeProto node = NodeProto.newBuilder().setOpType("If").addAttribute(attribute).build();
      inner = GraphProto.newBuilder().addNode(node).build();
    }
    return model().setGraph(graph().addAllNode(inner.getNodeList())).build().toByteArray();
  }

  private static TensorProto outside(String location, String length) {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(1)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("length", length))
        .build();
  }

  static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
