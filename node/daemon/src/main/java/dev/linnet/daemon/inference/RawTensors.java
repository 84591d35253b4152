package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors as bytes: numbers little-endian without padding, truth values a byte of 0 or 1, strings
 * each after their length in four bytes.
 */
final class RawTensors {
  private RawTensors() {}

  /** Reads a tensor; sizes are left to the model's own check, which knows what it expects. */
  static Tensor read(
      String name, Datatype datatype, List<Long> shape, ByteBuffer raw, RequestMemory.Held memory) {
    if (datatype == Datatype.BYTES) {
      return Tensor.ofStrings(name, shape, readStrings(name, raw, memory));
    }
    if (datatype == Datatype.BOOL) {
      requireTruthValues(name, raw);
    }
    return Tensor.of(name, datatype, shape, raw);
  }

  private static List<String> readStrings(String name, ByteBuffer raw, RequestMemory.Held memory) {
    ByteBuffer in = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<String> strings = new ArrayList<>();
    while (in.hasRemaining()) {
      long length = in.remaining() < 4 ? -1 : Integer.toUnsignedLong(in.getInt());
      if (length < 0 || length > in.remaining()) {
        throw InferenceException.invalid(
            "input '" + name + "': string " + strings.size() + " is cut off");
      }
      memory.take(Tensor.STRING_BYTES + 2 * length);
      ByteBuffer text = in.slice().limit((int) length);
      in.position(in.position() + (int) length);
      strings.add(utf8(name, text));
    }
    return strings;
  }

  /** The runtime's strings are text; bytes that are none would arrive there as something else. */
  static String utf8(String name, ByteBuffer text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw InferenceException.invalid("input '" + name + "': a string is not UTF-8");
    }
  }

  private static void requireTruthValues(String name, ByteBuffer raw) {
    for (int i = raw.position(); i < raw.limit(); i++) {
      if (raw.get(i) != 0 && raw.get(i) != 1) {
        throw InferenceException.invalid(
            "input '" + name + "': a BOOL is a byte of 0 or 1, not " + raw.get(i));
      }
    }
  }

  /** Writes a tensor's elements; numbers and truth values are not copied. */
  static ByteBuffer write(Tensor tensor, RequestMemory.Held memory) {
    if (tensor.datatype() != Datatype.BYTES) {
      return tensor.data();
    }
    memory.take(2 * tensor.sizeBytes());
    List<byte[]> texts =
        tensor.strings().stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int size = texts.stream().mapToInt(text -> 4 + text.length).reduce(0, Math::addExact);
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    texts.forEach(text -> out.putInt(text.length).put(text));
    return out.flip();
  }
}
