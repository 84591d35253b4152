package dev.linnet.daemon.serving;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.linnet.core.model.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Tensors of ONNX Runtime as ours. */
final class OnnxTensors {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";
  private static final Map<OnnxTensorType, Datatype> SERVED = served();

  private OnnxTensors() {}

  /**
   * What a model says of an input or output.
   *
   * @throws ModelLoadException if it is no tensor, or of a type that is not served
   */
  static TensorSpec spec(String role, NodeInfo node) throws ModelLoadException {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      throw new ModelLoadException(
          role
              + " '"
              + node.getName()
              + "' is a "
              + node.getInfo().getClass().getSimpleName().replace("Info", "").toLowerCase()
              + ", and only tensors are served: export the model without sequences and maps");
    }
    Datatype datatype = SERVED.get(info.onnxType);
    if (datatype == null) {
      throw new ModelLoadException(
          role
              + " '"
              + node.getName()
              + "' is of type "
              + name(info.onnxType)
              + ", which is not served");
    }
    return new TensorSpec(node.getName(), datatype.name(), boxed(info.getShape()));
  }

  private static List<Long> boxed(long[] shape) {
    Long[] sizes = new Long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      sizes[i] = shape[i];
    }
    return List.of(sizes);
  }

  private static Map<OnnxTensorType, Datatype> served() {
    Map<OnnxTensorType, Datatype> served = new EnumMap<>(OnnxTensorType.class);
    for (OnnxTensorType type : OnnxTensorType.values()) {
      Datatype datatype = datatype(name(type));
      if (datatype != null) {
        served.put(type, datatype);
      }
    }
    return served;
  }

  private static String name(OnnxTensorType type) {
    return type.name().substring(TYPE_PREFIX.length());
  }

  private static @Nullable Datatype datatype(String onnxType) {
    switch (onnxType) {
      case "FLOAT":
        return Datatype.FP32;
      case "DOUBLE":
        return Datatype.FP64;
      case "FLOAT16":
        return Datatype.FP16;
      case "BFLOAT16":
        return Datatype.BF16;
      case "STRING":
        return Datatype.BYTES;
      default:
        return Datatype.named(onnxType).orElse(null);
    }
  }

  /**
   * A copy that outlives the runtime's.
   *
   * @param room told how many bytes it takes before it is made
   */
  static Tensor fromOnnx(String name, OnnxTensor tensor, LongConsumer room) throws OrtException {
    TensorInfo info = tensor.getInfo();
    List<Long> shape = boxed(info.getShape());
    Datatype datatype = SERVED.get(info.onnxType);
    if (datatype == null) {
      throw new OrtException("output '" + name + "' is of type " + name(info.onnxType));
    }
    long elements = Tensor.elementsOf(shape);
    if (datatype == Datatype.BYTES) {
      room.accept(elements * Tensor.STRING_BYTES);
      List<String> strings = new ArrayList<>();
      if (elements > 0) {
        flatten(tensor.getValue(), strings);
      }
      room.accept(strings.stream().mapToLong(text -> 2L * text.length()).sum());
      return Tensor.ofStrings(name, shape, strings);
    }
    room.accept(elements * datatype.elementBytes());
    if (elements == 0) {
      return Tensor.of(name, datatype, shape, ByteBuffer.allocate(0));
    }
    return Tensor.of(name, datatype, shape, tensor.getByteBuffer());
  }

  private static void flatten(Object value, List<String> into) {
    if (value instanceof Object[] nested) {
      for (Object part : nested) {
        flatten(part, into);
      }
    } else {
      into.add((String) value);
    }
  }
}
