package dev.linnet.daemon.inference;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The {@code data} of one input, flat or nested, read straight into the tensor's bytes. */
final class JsonData {
  private static final int MAX_DEPTH = 32;
  private static final int FIRST_BYTES = 256;

  private final String input;
  private final Datatype datatype;
  private final RequestMemory.Held memory;
  private final List<String> strings = new ArrayList<>();
  private ByteBuffer data = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private JsonData(String input, Datatype datatype, RequestMemory.Held memory) {
    this.input = input;
    this.datatype = datatype;
    this.memory = memory;
  }

  /** Reads one array; sizes are left to the model's own check. */
  static Tensor read(
      String input, Datatype datatype, List<Long> shape, JsonReader json, RequestMemory.Held memory)
      throws IOException {
    if (datatype == Datatype.FP16 || datatype == Datatype.BF16) {
      throw InferenceException.invalid(
          "input '" + input + "': " + datatype + " is sent as binary data only");
    }
    memory.take(FIRST_BYTES);
    JsonData sink = new JsonData(input, datatype, memory);
    sink.array(json, 0);
    return datatype == Datatype.BYTES
        ? Tensor.ofStrings(input, shape, sink.strings)
        : Tensor.of(input, datatype, shape, sink.data.flip());
  }

  private void array(JsonReader json, int depth) throws IOException {
    if (depth == MAX_DEPTH) {
      throw InferenceException.invalid("input '" + input + "': data is nested too deep");
    }
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      throw InferenceException.invalid("input '" + input + "': data is no array");
    }
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() == JsonToken.BEGIN_ARRAY) {
        array(json, depth + 1);
      } else {
        element(json);
      }
    }
    json.endArray();
  }

  private void element(JsonReader json) throws IOException {
    JsonToken token = json.peek();
    if (datatype == Datatype.BYTES && token == JsonToken.STRING) {
      String text = json.nextString();
      memory.take(Tensor.sizeOf(text));
      strings.add(text);
    } else if (datatype == Datatype.BOOL && token == JsonToken.BOOLEAN) {
      room(1).put((byte) (json.nextBoolean() ? 1 : 0));
    } else if (datatype != Datatype.BYTES && token == JsonToken.NUMBER) {
      number(json.nextString());
    } else {
      throw InferenceException.invalid(
          "input '" + input + "': " + token + " at " + json.getPath() + " is no " + datatype);
    }
  }

  private void number(String text) {
    ByteBuffer out = room(datatype.elementBytes());
    try {
      switch (datatype) {
        case FP32:
          float single = Float.parseFloat(text);
          require(Float.isFinite(single), text);
          out.putFloat(single);
          break;
        case FP64:
          double number = Double.parseDouble(text);
          require(Double.isFinite(number), text);
          out.putDouble(number);
          break;
        case BOOL:
          out.put((byte) integer(text, 0, 1));
          break;
        case INT8:
          out.put((byte) integer(text, Byte.MIN_VALUE, Byte.MAX_VALUE));
          break;
        case UINT8:
          out.put((byte) integer(text, 0, 0xff));
          break;
        case INT16:
          out.putShort((short) integer(text, Short.MIN_VALUE, Short.MAX_VALUE));
          break;
        case UINT16:
          out.putShort((short) integer(text, 0, 0xffff));
          break;
        case INT32:
          out.putInt((int) integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
          break;
        case UINT32:
          out.putInt((int) integer(text, 0, 0xffff_ffffL));
          break;
        case INT64:
          out.putLong(integer(text, Long.MIN_VALUE, Long.MAX_VALUE));
          break;
        case UINT64:
          out.putLong(Long.parseUnsignedLong(text));
          break;
        default:
          throw new IllegalStateException("datatype " + datatype);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw wrong(text);
    }
  }

  /** Also {@code 3.0} and {@code 3e0}, which some writers make of a whole number. */
  private long integer(String text, long low, long high) {
    boolean plain = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    long value = plain ? Long.parseLong(text) : new BigDecimal(text).longValueExact();
    require(value >= low && value <= high, text);
    return value;
  }

  private void require(boolean holds, String text) {
    if (!holds) {
      throw wrong(text);
    }
  }

  private InferenceException wrong(String text) {
    String brief = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return InferenceException.invalid("input '" + input + "': " + brief + " is no " + datatype);
  }

  private ByteBuffer room(int bytes) {
    if (data.remaining() < bytes) {
      int before = data.capacity();
      int after = Math.multiplyExact(before, 2);
      memory.take(after);
      data = ByteBuffer.allocate(after).order(ByteOrder.LITTLE_ENDIAN).put(data.flip());
      memory.giveBack(before);
    }
    return data;
  }
}
