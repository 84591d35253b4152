package dev.linnet.daemon.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One inference's inputs as the runtime reads them; closing it gives their memory back. */
final class GivenTensors implements AutoCloseable {
  private static final DirectBuffers BUFFERS = new DirectBuffers();

  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
  private final List<ByteBuffer> buffers = new ArrayList<>();

  GivenTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  Map<String, OnnxTensor> byName() {
    return tensors;
  }

  /** Adds a tensor, whose sizes were checked before. */
  void add(Tensor tensor) throws OrtException {
    tensors.put(tensor.name(), made(tensor));
  }

  private OnnxTensor made(Tensor tensor) throws OrtException {
    long[] shape = shape(tensor);
    if (tensor.datatype() == Datatype.BYTES) {
      return OnnxTensor.createTensor(environment, tensor.strings().toArray(new String[0]), shape);
    }
    ByteBuffer data = tensor.data();
    ByteBuffer direct = BUFFERS.take(data.remaining());
    buffers.add(direct);
    direct.put(data).flip();
    OnnxTensor made =
        OnnxTensor.createTensor(environment, direct, shape, javaType(tensor.datatype()));
    UnsignedCast cast = UnsignedCast.to(tensor.datatype());
    return cast == null ? made : cast.cast(environment, made);
  }

  private static long[] shape(Tensor tensor) {
    long[] sizes = new long[tensor.shape().size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = tensor.shape().get(i);
    }
    return sizes;
  }

  /** As what the runtime's Java API takes the elements. */
  private static OnnxJavaType javaType(Datatype datatype) {
    switch (datatype) {
      case BOOL:
        return OnnxJavaType.BOOL;
      case UINT8:
        return OnnxJavaType.UINT8;
      case INT8:
        return OnnxJavaType.INT8;
      case INT16:
      case UINT16:
        return OnnxJavaType.INT16;
      case INT32:
      case UINT32:
        return OnnxJavaType.INT32;
      case INT64:
      case UINT64:
        return OnnxJavaType.INT64;
      case FP16:
        return OnnxJavaType.FLOAT16;
      case BF16:
        return OnnxJavaType.BFLOAT16;
      case FP32:
        return OnnxJavaType.FLOAT;
      case FP64:
        return OnnxJavaType.DOUBLE;
      case BYTES:
        return OnnxJavaType.STRING;
    }
    throw new IllegalStateException("datatype " + datatype);
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    buffers.forEach(BUFFERS::giveBack);
  }
}
