package dev.linnet.daemon.inference;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON as a stream, so that a large tensor is never a tree of objects; binary
 * tensors follow the JSON in the order of the inputs. What a few characters make an object of takes
 * memory first.
 */
final class RestRequestReader {
  /** About what a parameter or an output takes besides its name. */
  private static final int ENTRY_BYTES = 128;

  /** A string is read into a buffer that doubles, and then copied. */
  private static final int WHILE_STRINGS_ARE_READ = 4;

  private final byte[] body;
  private final int jsonLength;
  private final RequestMemory.Held memory;

  /** The datatypes of the inputs, known from a first pass where {@code data} came before them. */
  private final @Nullable List<Datatype> known;

  private final List<Datatype> datatypes = new ArrayList<>();
  private boolean dataBeforeDatatype;
  private int binaryOffset;

  private @Nullable String id;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<RestRequest.Wanted> outputs = new ArrayList<>();
  private boolean binaryByDefault;

  private RestRequestReader(
      byte[] body, int jsonLength, @Nullable List<Datatype> known, RequestMemory.Held memory) {
    this.body = body;
    this.jsonLength = jsonLength;
    this.memory = memory;
    this.known = known;
    this.binaryOffset = jsonLength;
  }

  /**
   * Reads a request.
   *
   * @param jsonLength how much of the body is JSON; binary tensors are the rest
   * @param memory for all that is made of the body
   * @throws InferenceException INVALID, UNSUPPORTED, TOO_LARGE or EXHAUSTED
   */
  static RestRequest read(byte[] body, int jsonLength, RequestMemory.Held memory) {
    long passing = WHILE_STRINGS_ARE_READ * (long) longestString(body, jsonLength);
    memory.take(passing);
    RestRequestReader first = new RestRequestReader(body, jsonLength, null, memory);
    first.read();
    RestRequestReader last = first;
    if (first.dataBeforeDatatype) {
      last = new RestRequestReader(body, jsonLength, first.datatypes, memory);
      last.read();
    }
    memory.giveBack(passing);
    return last.request();
  }

  private static int longestString(byte[] body, int jsonLength) {
    int longest = 0;
    int begin = -1;
    for (int i = 0; i < jsonLength; i++) {
      if (body[i] == '"') {
        longest = begin < 0 ? longest : Math.max(longest, i - begin);
        begin = begin < 0 ? i : -1;
      } else if (body[i] == '\\' && begin >= 0) {
        i++;
      }
    }
    return begin < 0 ? longest : Math.max(longest, jsonLength - begin);
  }

  private RestRequest request() {
    if (binaryOffset != body.length) {
      throw InferenceException.invalid(
          "body: "
              + (body.length - jsonLength)
              + " bytes after the JSON, its inputs name "
              + (binaryOffset - jsonLength));
    }
    return new RestRequest(id, inputs, outputs, binaryByDefault);
  }

  private void read() {
    InputStreamReader text =
        new InputStreamReader(
            new ByteArrayInputStream(body, 0, jsonLength), StandardCharsets.UTF_8.newDecoder());
    try (JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      request(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw InferenceException.invalid("body: more than one JSON value");
      }
    } catch (CharacterCodingException e) {
      throw InferenceException.invalid("body: not UTF-8");
    } catch (MalformedJsonException | EOFException e) {
      throw InferenceException.invalid("body: not JSON: " + firstSentence(e));
    } catch (IOException | IllegalStateException | NumberFormatException | JsonParseException e) {
      throw InferenceException.invalid("body: " + firstSentence(e));
    }
  }

  private static String firstSentence(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("empty");
  }

  private void request(JsonReader json) throws IOException {
    boolean hasInputs = false;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id":
          id = json.nextString();
          memory.take(Tensor.sizeOf(id));
          break;
        case "parameters":
          binaryByDefault = flag(parameters(json), "binary_data_output", false);
          break;
        case "inputs":
          if (hasInputs) {
            throw InferenceException.invalid("inputs: given twice");
          }
          hasInputs = true;
          json.beginArray();
          while (json.hasNext()) {
            input(json, datatypes.size());
          }
          json.endArray();
          break;
        case "outputs":
          json.beginArray();
          while (json.hasNext()) {
            output(json);
          }
          json.endArray();
          break;
        default:
          json.skipValue();
      }
    }
    json.endObject();
    if (!hasInputs) {
      throw InferenceException.invalid("inputs: missing");
    }
  }

  private void input(JsonReader json, int index) throws IOException {
    String name = null;
    Datatype datatype = known == null ? null : known.get(index);
    List<Long> shape = null;
    Tensor data = null;
    boolean hasData = false;
    Map<String, JsonElement> parameters = Map.of();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name":
          name = json.nextString();
          break;
        case "datatype":
          datatype = ServerIdentity.datatype(label(name, index), json.nextString());
          break;
        case "shape":
          shape = shape(json, label(name, index));
          break;
        case "parameters":
          parameters = parameters(json);
          break;
        case "data":
          hasData = true;
          if (datatype == null) {
            dataBeforeDatatype = true;
            json.skipValue();
          } else {
            data = JsonData.read(label(name, index), datatype, List.of(), json, memory);
          }
          break;
        default:
          json.skipValue();
      }
    }
    json.endObject();
    String input = require(name, "inputs[" + index + "].name");
    memory.take(Tensor.OBJECT_BYTES + Tensor.sizeOf(input));
    datatypes.add(require(datatype, "input '" + input + "': datatype"));
    inputs.add(
        tensor(
            input,
            require(datatype, "datatype"),
            require(shape, "input '" + input + "': shape"),
            parameters,
            hasData,
            data));
  }

  private Tensor tensor(
      String name,
      Datatype datatype,
      List<Long> shape,
      Map<String, JsonElement> parameters,
      boolean hasData,
      @Nullable Tensor data) {
    Parameters.refuseUnsupported("input '" + name + "'", parameters);
    JsonElement size = parameters.get("binary_data_size");
    if (hasData == (size != null)) {
      throw InferenceException.invalid(
          "input '" + name + "': expected either data or parameter binary_data_size");
    }
    if (size != null) {
      return binary(name, datatype, shape, size);
    }
    return data == null
        ? Tensor.ofStrings(name, shape, List.of()) // the first of two passes
        : new Tensor(name, datatype, shape, data.data(), data.strings());
  }

  private Tensor binary(String name, Datatype datatype, List<Long> shape, JsonElement given) {
    long size = whole(given);
    if (size < 0 || size > body.length - binaryOffset) {
      throw InferenceException.invalid(
          "input '"
              + name
              + "': binary_data_size is "
              + given
              + ", "
              + (body.length - binaryOffset)
              + " bytes are left");
    }
    ByteBuffer raw = ByteBuffer.wrap(body, binaryOffset, (int) size).slice();
    binaryOffset += (int) size;
    return RawTensors.read(name, datatype, shape, raw, memory);
  }

  /** -1, which is no size, if it is no whole number. */
  private static long whole(JsonElement given) {
    try {
      return given.isJsonPrimitive() ? given.getAsBigDecimal().longValueExact() : -1;
    } catch (NumberFormatException | ArithmeticException e) {
      return -1;
    }
  }

  private void output(JsonReader json) throws IOException {
    String name = null;
    Map<String, JsonElement> parameters = Map.of();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name":
          name = json.nextString();
          break;
        case "parameters":
          parameters = parameters(json);
          break;
        default:
          json.skipValue();
      }
    }
    json.endObject();
    String output = require(name, "outputs[" + outputs.size() + "].name");
    memory.take(ENTRY_BYTES + Tensor.sizeOf(output));
    Parameters.refuseUnsupported("output '" + output + "'", parameters);
    Boolean binary =
        parameters.containsKey("binary_data") ? flag(parameters, "binary_data", false) : null;
    outputs.add(new RestRequest.Wanted(output, binary));
  }

  private List<Long> shape(JsonReader json, String input) throws IOException {
    List<Long> shape = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      if (shape.size() == 32) {
        throw InferenceException.invalid("input '" + input + "': shape has too many dimensions");
      }
      memory.take(Tensor.DIMENSION_BYTES);
      shape.add(json.nextLong());
    }
    json.endArray();
    return shape;
  }

  private Map<String, JsonElement> parameters(JsonReader json) throws IOException {
    Map<String, JsonElement> parameters = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      JsonElement value = parameter(json);
      memory.take(ENTRY_BYTES + Tensor.sizeOf(name) + Tensor.sizeOf(value.toString()));
      parameters.put(name, value);
    }
    json.endObject();
    return parameters;
  }

  /** None has parts that are looked at. */
  private static JsonElement parameter(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.BEGIN_OBJECT || json.peek() == JsonToken.BEGIN_ARRAY) {
      json.skipValue();
      return new JsonObject();
    }
    return JsonParser.parseReader(json);
  }

  private static boolean flag(Map<String, JsonElement> parameters, String name, boolean absent) {
    JsonElement value = parameters.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw InferenceException.invalid("parameter " + name + ": expected true or false");
    }
    return value.getAsBoolean();
  }

  private static String label(@Nullable String name, int index) {
    return name == null ? "inputs[" + index + "]" : name;
  }

  private static <T> T require(@Nullable T value, String what) {
    if (value == null) {
      throw InferenceException.invalid(what + " is missing");
    }
    return value;
  }
}
