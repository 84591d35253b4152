package dev.linnet.daemon.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.linnet.proto.onnx.GraphProto;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.NodeProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorProto.DataType;
import dev.linnet.proto.onnx.TypeProto;
import dev.linnet.proto.onnx.ValueInfoProto;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes tensors of the unsigned types that the runtime has and its Java API cannot make: a model of
 * one operator casts them from the signed type of the same width. ONNX's cast between integers
 * discards higher bits and reads the rest anew, so every bit stays.
 */
final class UnsignedCast {
  private static final int IR = 8;
  private static final int OPSET = 17;
  private static final Map<Datatype, UnsignedCast> ALL = new EnumMap<>(Datatype.class);

  static {
    ALL.put(Datatype.UINT16, new UnsignedCast(DataType.INT16, DataType.UINT16));
    ALL.put(Datatype.UINT32, new UnsignedCast(DataType.INT32, DataType.UINT32));
    ALL.put(Datatype.UINT64, new UnsignedCast(DataType.INT64, DataType.UINT64));
  }

  private final byte[] model;
  private @Nullable OrtSession session;

  private UnsignedCast(DataType from, DataType to) {
    TensorProto like =
        TensorProto.newBuilder().setName("like").setDataType(to.getNumber()).addDims(0).build();
    this.model =
        ModelProto.newBuilder()
            .setIrVersion(IR)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(
                GraphProto.newBuilder()
                    .setName("cast")
                    .addInput(value("x", from))
                    .addOutput(value("y", to))
                    .addInitializer(like)
                    .addNode(
                        NodeProto.newBuilder()
                            .setOpType("CastLike")
                            .addInput("x")
                            .addInput("like")
                            .addOutput("y")))
            .build()
            .toByteArray();
  }

  /** A tensor of any number of dimensions. */
  private static ValueInfoProto value(String name, DataType type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber())))
        .build();
  }

  /** Null for a type that the Java API makes itself. */
  static @Nullable UnsignedCast to(Datatype datatype) {
    return ALL.get(datatype);
  }

  /** The same bits as unsigned numbers; closes {@code signed}. The caller closes what it gets. */
  OnnxTensor cast(OrtEnvironment environment, OnnxTensor signed) throws OrtException {
    try (signed) {
      return (OnnxTensor) session(environment).run(Map.of("x", signed)).get(0);
    }
  }

  /** Lives as long as the process, as the environment does. */
  private synchronized OrtSession session(OrtEnvironment environment) throws OrtException {
    OrtSession open = session;
    if (open == null) {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.disablePerSessionThreads();
        open = environment.createSession(model, options);
      }
      session = open;
    }
    return open;
  }
}
