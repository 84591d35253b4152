package dev.linnet.daemon.trial;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.Tensor;
import dev.linnet.proto.onnx.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that holds one serialized {@code TensorProto}, as ONNX test data does. */
final class TensorFile {
  private TensorFile() {}

  /**
   * Reads a tensor and gives it the name that the graph has for its place.
   *
   * @throws IOException if the file is none, with one line that names it
   */
  static Tensor read(Path file, String name) throws IOException {
    TensorProto proto;
    try (InputStream in = Files.newInputStream(file)) {
      proto = TensorProto.parseFrom(in);
    } catch (IOException e) {
      throw wrong(file, "no ONNX tensor: " + e.getMessage());
    }
    Datatype datatype =
        Datatype.ofOnnx(proto.getDataType())
            .orElseThrow(
                () -> wrong(file, "tensor type " + proto.getDataType() + " is not served"));
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw wrong(file, "its values are in another file");
    }
    List<Long> shape = proto.getDimsList();
    Tensor tensor;
    if (datatype == Datatype.BYTES) {
      tensor =
          Tensor.ofStrings(
              name,
              shape,
              proto.getStringDataList().stream().map(ByteString::toStringUtf8).toList());
    } else if (!proto.getRawData().isEmpty()) {
      tensor = Tensor.of(name, datatype, shape, proto.getRawData().asReadOnlyByteBuffer());
    } else {
      tensor = Tensor.of(name, datatype, shape, typed(datatype, proto));
    }
    requireSize(file, tensor);
    return tensor;
  }

  private static void requireSize(Path file, Tensor tensor) throws IOException {
    long wanted;
    try {
      wanted = Tensor.elementsOf(tensor.shape());
    } catch (ArithmeticException e) {
      throw wrong(file, "shape " + tensor.shape() + " has too many elements");
    }
    if (wanted != tensor.elements()) {
      throw wrong(
          file,
          "has "
              + tensor.elements()
              + " elements, its shape "
              + tensor.shape()
              + " needs "
              + wanted);
    }
  }

  private static ByteBuffer typed(Datatype datatype, TensorProto proto) {
    int count =
        proto.getFloatDataCount()
            + proto.getInt32DataCount()
            + proto.getInt64DataCount()
            + proto.getDoubleDataCount()
            + proto.getUint64DataCount();
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(count, datatype.elementBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    proto.getFloatDataList().forEach(value -> put(data, Float.floatToRawIntBits(value), datatype));
    proto.getInt32DataList().forEach(value -> put(data, value, datatype));
    proto.getInt64DataList().forEach(value -> put(data, value, datatype));
    proto
        .getDoubleDataList()
        .forEach(value -> put(data, Double.doubleToRawLongBits(value), datatype));
    proto.getUint64DataList().forEach(value -> put(data, value, datatype));
    return data.flip();
  }

  /** The low bytes of a value are the element: that is how ONNX packs the narrower types. */
  private static void put(ByteBuffer data, long bits, Datatype datatype) {
    for (int i = 0; i < datatype.elementBytes(); i++) {
      data.put((byte) (bits >> 8 * i));
    }
  }

  private static IOException wrong(Path file, String what) {
    Path set = file.getParent();
    return new IOException(
        (set == null ? "" : set.getFileName() + "/") + file.getFileName() + ": " + what);
  }
}
