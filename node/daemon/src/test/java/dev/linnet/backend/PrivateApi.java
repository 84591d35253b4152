package dev.linnet.backend;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.linnet.proto.onnx.TensorProto.DataType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The runtime makes tensors of unsigned integers, its Java API does not say so. The peer of a
 * comparison may ask it past that API; the product does not.
 */
final class PrivateApi {
  private PrivateApi() {}

  static OnnxTensor tensor(OrtEnvironment environment, ByteBuffer data, long[] shape, DataType type)
      throws OrtException {
    OnnxTensorType onnx = OnnxTensorType.valueOf("ONNX_TENSOR_ELEMENT_DATA_TYPE_" + type.name());
    try (OnnxTensor any =
        OnnxTensor.createTensor(
            environment, ByteBuffer.allocateDirect(1), new long[] {1}, OnnxJavaType.INT8)) {
      long allocator =
          ((Number) field(any.getClass().getSuperclass(), "allocatorHandle").get(any)).longValue();
      long api =
          ((Number) field(Class.forName("ai.onnxruntime.OnnxRuntime"), "ortApiHandle").get(null))
              .longValue();
      Method create =
          OnnxTensor.class.getDeclaredMethod(
              "createTensorFromBuffer",
              long.class,
              long.class,
              Buffer.class,
              int.class,
              long.class,
              long[].class,
              int.class);
      create.setAccessible(true);
      Object handle =
          create.invoke(null, api, allocator, data, 0, (long) data.remaining(), shape, onnx.value);
      Constructor<TensorInfo> info =
          TensorInfo.class.getDeclaredConstructor(
              long[].class, OnnxJavaType.class, OnnxTensorType.class);
      info.setAccessible(true);
      Constructor<OnnxTensor> tensor =
          OnnxTensor.class.getDeclaredConstructor(
              long.class, long.class, TensorInfo.class, Buffer.class, boolean.class);
      tensor.setAccessible(true);
      return tensor.newInstance(
          handle,
          allocator,
          info.newInstance(shape, OnnxJavaType.mapFromOnnxTensorType(onnx), onnx),
          data,
          true);
    } catch (ReflectiveOperationException e) {
      throw new OrtException("this runtime makes no tensor of " + type + ": " + e);
    }
  }

  private static Field field(Class<?> of, String name) throws NoSuchFieldException {
    Field field = of.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
