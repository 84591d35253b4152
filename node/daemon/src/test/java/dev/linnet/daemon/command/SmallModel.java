package dev.linnet.daemon.command;

import com.google.protobuf.ByteString;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorShapeProto;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.util.Random;

/** An ONNX model of 3 MiB, with one input and one output, which no runtime is asked about. */
final class SmallModel {
  private static final int WEIGHT_BYTES = 3 << 20;

  private SmallModel() {}

  static byte[] bytes() {
    byte[] weights = new byte[WEIGHT_BYTES];
    new Random(7).nextBytes(weights);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(
            GraphProto.newBuilder()
                .addInput(tensor("x"))
                .addOutput(tensor("y"))
                .addInitializer(
                    TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(1)
                        .addDims(WEIGHT_BYTES / 4)
                        .setRawData(ByteString.copyFrom(weights))))
        .build()
        .toByteArray();
  }

  private static ValueInfoProto tensor(String name) {
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(1)
            .setShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(4)))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
