package dev.linnet.daemon.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.protobuf.ByteString;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;

/** Between the protocol's JSON and its gRPC messages with raw tensors. */
final class InferenceJson {
  private static final int MAX_DEPTH = 64;

  private InferenceJson() {}

  /**
   * Reads {@code {"inputs":[{"name","shape","datatype","data"}]}}; data is flat or nested.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  static ModelInferRequest request(String model, String version, String text) {
    JsonObject document = object("document", parse(text));
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName(model).setModelVersion(version);
    if (document.has("id")) {
      request.setId(string(document, "", "id"));
    }
    JsonArray inputs = array(document, "", "inputs");
    for (int i = 0; i < inputs.size(); i++) {
      addInput(request, "inputs[" + i + "]", inputs.get(i));
    }
    if (document.has("outputs")) {
      JsonArray outputs = array(document, "", "outputs");
      for (int i = 0; i < outputs.size(); i++) {
        String path = "outputs[" + i + "]";
        request
            .addOutputsBuilder()
            .setName(string(object(path, outputs.get(i)), path + ".", "name"));
      }
    }
    return request.build();
  }

  private static void addInput(ModelInferRequest.Builder request, String path, JsonElement each) {
    JsonObject input = object(path, each);
    String at = path + ".";
    String typeName = string(input, at, "datatype");
    TensorType type = named(at + "datatype", () -> TensorType.parse(typeName));
    ModelInferRequest.InferInputTensor.Builder tensor =
        request.addInputsBuilder().setName(string(input, at, "name")).setDatatype(typeName);
    long elements = 1;
    for (JsonElement dimension : array(input, at, "shape")) {
      long size =
          named(
                  at + "shape",
                  () -> TensorType.INT64.decode(little(TensorType.INT64.encode(dimension))))
              .getAsLong();
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(at + "shape: expected sizes of 0 or more, got " + size);
      }
      elements = Math.multiplyExact(elements, size);
      tensor.addShape(size);
      if (elements > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(at + "shape: too many elements");
      }
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    long given = named(at + "data", () -> write(array(input, at, "data"), type, raw, 0));
    if (given != elements) {
      throw new IllegalArgumentException(
          at + "data: expected " + elements + " elements as the shape says, got " + given);
    }
    request.addRawInputContents(ByteString.copyFrom(raw.toByteArray()));
  }

  private static long write(
      JsonArray array, TensorType type, ByteArrayOutputStream raw, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    long count = 0;
    for (JsonElement element : array) {
      if (element instanceof JsonArray nested) {
        count += write(nested, type, raw, depth + 1);
      } else {
        raw.writeBytes(type.encode(element));
        count++;
      }
    }
    return count;
  }

  /**
   * The JSON of an answer.
   *
   * @throws IllegalArgumentException if the tensors do not fit their shapes
   */
  static JsonObject answer(ModelInferResponse response) {
    JsonObject document = new JsonObject();
    document.addProperty("model_name", response.getModelName());
    document.addProperty("model_version", response.getModelVersion());
    if (!response.getId().isEmpty()) {
      document.addProperty("id", response.getId());
    }
    JsonArray outputs = new JsonArray();
    List<ModelInferResponse.InferOutputTensor> tensors = response.getOutputsList();
    if (response.getRawOutputContentsCount() != tensors.size()) {
      throw new IllegalArgumentException("not one raw tensor for each output");
    }
    for (int i = 0; i < tensors.size(); i++) {
      ModelInferResponse.InferOutputTensor tensor = tensors.get(i);
      JsonObject output = new JsonObject();
      output.addProperty("name", tensor.getName());
      JsonArray shape = new JsonArray();
      tensor.getShapeList().forEach(shape::add);
      output.add("shape", shape);
      output.addProperty("datatype", tensor.getDatatype());
      ByteBuffer raw = little(response.getRawOutputContents(i).toByteArray());
      output.add("data", named("output " + tensor.getName(), () -> data(tensor, raw)));
      outputs.add(output);
    }
    document.add("outputs", outputs);
    return document;
  }

  private static JsonArray data(ModelInferResponse.InferOutputTensor tensor, ByteBuffer raw) {
    TensorType type = TensorType.parse(tensor.getDatatype());
    JsonArray data = new JsonArray();
    while (raw.hasRemaining()) {
      data.add(type.decode(raw));
    }
    return data;
  }

  private static ByteBuffer little(byte[] raw) {
    return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonElement parse(String text) {
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH + 8);
      return JsonParser.parseReader(reader);
    } catch (JsonParseException e) {
      String said = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IllegalArgumentException(
          "not JSON: " + String.valueOf(said).lines().findFirst().orElse(""), e);
    }
  }

  private static JsonObject object(String path, JsonElement element) {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException(path + ": expected an object");
  }

  private static JsonArray array(JsonObject object, String at, String name) {
    if (object.get(name) instanceof JsonArray array) {
      return array;
    }
    throw new IllegalArgumentException(at + name + ": expected a list");
  }

  private static String string(JsonObject object, String at, String name) {
    JsonElement element = object.get(name);
    if (element != null && element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
      return element.getAsString();
    }
    throw new IllegalArgumentException(at + name + ": expected a text");
  }

  private static <T> T named(String path, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith(path) ? message : path + ": " + message, e);
    }
  }
}
