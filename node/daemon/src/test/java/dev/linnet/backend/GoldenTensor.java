package dev.linnet.backend;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.linnet.proto.onnx.TensorProto;
import dev.linnet.proto.onnx.TensorProto.DataType;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file of test data: fed to the runtime, or compared with what it gave. */
record GoldenTensor(DataType type, long[] shape, List<Object> values) {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  static GoldenTensor read(Path file) throws IOException {
    TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
    DataType type = DataType.forNumber(proto.getDataType());
    if (type == null || width(type) < 0) {
      throw new IOException(file.getFileName() + ": no tensor that the Java API makes");
    }
    long[] shape = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    GoldenTensor tensor = new GoldenTensor(type, shape, values(type, proto));
    if (tensor.values().size() != Arrays.stream(shape).reduce(1, (a, b) -> a * b)) {
      throw new IOException(file.getFileName() + ": its values do not fill its shape");
    }
    return tensor;
  }

  /** Bytes of an element; 0 for strings, -1 for types that only ONNX has. */
  private static int width(DataType type) {
    return switch (type) {
      case BOOL, INT8, UINT8 -> 1;
      case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
      case INT32, UINT32, FLOAT -> 4;
      case INT64, UINT64, DOUBLE -> 8;
      case STRING -> 0;
      default -> -1;
    };
  }

  private static List<Object> values(DataType type, TensorProto proto) {
    List<Object> values = new ArrayList<>();
    ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (raw.hasRemaining()) {
      values.add(
          switch (width(type)) {
            case 1 -> raw.get();
            case 2 -> raw.getShort();
            case 4 -> type == DataType.FLOAT ? (Object) raw.getFloat() : (Object) raw.getInt();
            default -> type == DataType.DOUBLE ? (Object) raw.getDouble() : (Object) raw.getLong();
          });
    }
    proto.getStringDataList().forEach(text -> values.add(text.toStringUtf8()));
    values.addAll(proto.getFloatDataList());
    values.addAll(proto.getDoubleDataList());
    values.addAll(proto.getInt64DataList());
    proto.getInt32DataList().forEach(value -> values.add(narrow(type, value)));
    proto.getUint64DataList().forEach(value -> values.add(narrow(type, value)));
    return values;
  }

  private static Object narrow(DataType type, Number value) {
    return switch (width(type)) {
      case 1 -> value.byteValue();
      case 2 -> value.shortValue();
      case 4 -> value.intValue();
      default -> value.longValue();
    };
  }

  /** The caller closes it. */
  OnnxTensor feed(OrtEnvironment environment) throws OrtException {
    if (type == DataType.STRING) {
      return OnnxTensor.createTensor(environment, values.toArray(new String[0]), shape);
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.size() * width(type)).order(ByteOrder.nativeOrder());
    values.forEach(value -> put(data, value));
    data.flip();
    return switch (type) {
      case UINT16, UINT32, UINT64 -> PrivateApi.tensor(environment, data, shape, type);
      case BOOL -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.BOOL);
      case FLOAT16 -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.FLOAT16);
      case BFLOAT16 -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.BFLOAT16);
      default ->
          OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.valueOf(type.name()));
    };
  }

  private static void put(ByteBuffer data, Object value) {
    if (value instanceof Byte number) {
      data.put(number);
    } else if (value instanceof Short number) {
      data.putShort(number);
    } else if (value instanceof Integer number) {
      data.putInt(number);
    } else if (value instanceof Long number) {
      data.putLong(number);
    } else if (value instanceof Float number) {
      data.putFloat(number);
    } else {
      data.putDouble((Double) value);
    }
  }

  /** Compares with an output as the ONNX project does. */
  void requireSame(int output, OnnxValue value) throws OrtException, IOException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new IOException("output " + output + " is a " + value.getType());
    }
    String found = tensor.getInfo().onnxType.name();
    if (!found.endsWith("_" + type.name()) || !Arrays.equals(tensor.getInfo().getShape(), shape)) {
      throw new IOException("output " + output + " is " + tensor.getInfo());
    }
    List<Object> actual = new ArrayList<>();
    if (!values.isEmpty()) {
      flatten(tensor.getValue(), actual);
    }
    for (int i = 0; i < values.size(); i++) {
      if (!same(actual.get(i), values.get(i))) {
        throw new IOException(
            "output " + output + " is " + actual.get(i) + " at " + i + ", not " + values.get(i));
      }
    }
  }

  private static void flatten(Object value, List<Object> into) {
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        flatten(Array.get(value, i), into);
      }
    } else {
      into.add(value);
    }
  }

  private boolean same(Object actual, Object expected) {
    if (actual instanceof String || actual instanceof Boolean) {
      return actual.equals(expected instanceof Byte bit ? (Object) (bit != 0) : expected);
    }
    double a = ((Number) actual).doubleValue();
    double e = number(expected);
    return a == e
        || (Double.isNaN(a) && Double.isNaN(e))
        || (!Double.isInfinite(e) && Math.abs(a - e) <= ABSOLUTE + RELATIVE * Math.abs(e));
  }

  private double number(Object value) {
    return switch (type) {
      case FLOAT16 -> ai.onnxruntime.platform.Fp16Conversions.fp16ToFloat((Short) value);
      case BFLOAT16 -> ai.onnxruntime.platform.Fp16Conversions.bf16ToFloat((Short) value);
      default -> ((Number) value).doubleValue();
    };
  }
}
