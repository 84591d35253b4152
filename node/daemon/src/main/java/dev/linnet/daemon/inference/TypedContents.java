package dev.linnet.daemon.inference;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import dev.linnet.proto.inference.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors as the typed lists of a gRPC request; each datatype has the one list it may use. */
final class TypedContents {
  private TypedContents() {}

  static Tensor read(
      String name,
      Datatype datatype,
      List<Long> shape,
      InferTensorContents contents,
      RequestMemory.Held memory) {
    int count = count(name, datatype, contents);
    requireNoOther(name, datatype, count, contents);
    if (datatype == Datatype.BYTES) {
      contents
          .getBytesContentsList()
          .forEach(text -> memory.take(Tensor.STRING_BYTES + 2L * text.size()));
      return Tensor.ofStrings(
          name,
          shape,
          contents.getBytesContentsList().stream()
              .map(ByteString::asReadOnlyByteBuffer)
              .map(text -> RawTensors.utf8(name, text))
              .toList());
    }
    memory.take((long) count * datatype.elementBytes());
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(count, datatype.elementBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(name, datatype, contents, i, data);
    }
    return Tensor.of(name, datatype, shape, data.flip());
  }

  private static int count(String name, Datatype datatype, InferTensorContents contents) {
    switch (datatype) {
      case BOOL:
        return contents.getBoolContentsCount();
      case INT8:
      case INT16:
      case INT32:
        return contents.getIntContentsCount();
      case INT64:
        return contents.getInt64ContentsCount();
      case UINT8:
      case UINT16:
      case UINT32:
        return contents.getUintContentsCount();
      case UINT64:
        return contents.getUint64ContentsCount();
      case FP32:
        return contents.getFp32ContentsCount();
      case FP64:
        return contents.getFp64ContentsCount();
      case BYTES:
        return contents.getBytesContentsCount();
      case FP16:
      case BF16:
        throw InferenceException.invalid(
            "input '" + name + "': " + datatype + " is sent in raw_input_contents only");
    }
    throw new IllegalStateException("datatype " + datatype);
  }

  private static void requireNoOther(
      String name, Datatype datatype, int count, InferTensorContents contents) {
    int all =
        contents.getBoolContentsCount()
            + contents.getIntContentsCount()
            + contents.getInt64ContentsCount()
            + contents.getUintContentsCount()
            + contents.getUint64ContentsCount()
            + contents.getFp32ContentsCount()
            + contents.getFp64ContentsCount()
            + contents.getBytesContentsCount();
    if (all != count) {
      throw InferenceException.invalid(
          "input '" + name + "': its contents are not in the list of " + datatype);
    }
  }

  private static void put(
      String name, Datatype datatype, InferTensorContents contents, int i, ByteBuffer data) {
    switch (datatype) {
      case BOOL:
        data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        break;
      case INT8:
        data.put((byte) inRange(name, datatype, contents.getIntContents(i), -0x80, 0x7f));
        break;
      case INT16:
        data.putShort((short) inRange(name, datatype, contents.getIntContents(i), -0x8000, 0x7fff));
        break;
      case INT32:
        data.putInt(contents.getIntContents(i));
        break;
      case INT64:
        data.putLong(contents.getInt64Contents(i));
        break;
      case UINT8:
        data.put((byte) inRange(name, datatype, contents.getUintContents(i), 0, 0xff));
        break;
      case UINT16:
        data.putShort((short) inRange(name, datatype, contents.getUintContents(i), 0, 0xffff));
        break;
      case UINT32:
        data.putInt(contents.getUintContents(i));
        break;
      case UINT64:
        data.putLong(contents.getUint64Contents(i));
        break;
      case FP32:
        data.putFloat(contents.getFp32Contents(i));
        break;
      case FP64:
        data.putDouble(contents.getFp64Contents(i));
        break;
      default:
        throw new IllegalStateException("datatype " + datatype);
    }
  }

  private static int inRange(String name, Datatype datatype, int value, int low, int high) {
    if (value < low || value > high) {
      throw InferenceException.invalid(
          "input '" + name + "': " + Integer.toUnsignedLong(value) + " is no " + datatype);
    }
    return value;
  }
}
