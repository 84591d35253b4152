package dev.linnet.daemon.inference;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.InferenceResult;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.daemon.serving.Tensor;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer's body: JSON, and after it the tensors that were asked for as bytes.
 *
 * @param jsonLength how much of the body is JSON
 * @param binary whether tensors follow, so that the header must give that length
 */
record RestResponse(ByteString body, int jsonLength, boolean binary) {

  /**
   * Puts it together.
   *
   * @param memory for the JSON; tensors as bytes are not copied
   */
  static RestResponse of(RestRequest request, InferenceResult result, RequestMemory.Held memory) {
    try {
      List<ByteBuffer> tail = new ArrayList<>();
      ByteString.Output out = ByteString.newOutput();
      try (JsonWriter json =
          new JsonWriter(new OutputStreamWriter(taking(memory, out), StandardCharsets.UTF_8))) {
        json.beginObject();
        json.name("model_name").value(result.model());
        json.name("model_version").value(result.version());
        if (request.id() != null) {
          json.name("id").value(request.id());
        }
        if (!result.madeId().isEmpty()) {
          json.name("parameters").beginObject();
          json.name(ServerIdentity.REQUEST_ID).value(result.madeId()).endObject();
        }
        json.name("outputs").beginArray();
        for (Tensor tensor : result.outputs()) {
          output(json, tensor, request.isBinary(tensor.name()), tail, memory);
        }
        json.endArray().endObject();
      }
      ByteString body = out.toByteString();
      int jsonLength = body.size();
      for (ByteBuffer raw : tail) {
        body = body.concat(UnsafeByteOperations.unsafeWrap(raw));
      }
      return new RestResponse(body, jsonLength, !tail.isEmpty());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  /** Its pieces grow with what is there, so that up to half as much is in reserve. */
  private static OutputStream taking(RequestMemory.Held memory, ByteString.Output out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        memory.take(length + length / 2);
        out.write(bytes, offset, length);
      }
    };
  }

  private static void output(
      JsonWriter json,
      Tensor tensor,
      boolean binary,
      List<ByteBuffer> tail,
      RequestMemory.Held memory)
      throws IOException {
    json.beginObject();
    json.name("name").value(tensor.name());
    json.name("shape").beginArray();
    for (long size : tensor.shape()) {
      json.value(size);
    }
    json.endArray();
    json.name("datatype").value(tensor.datatype().name());
    if (binary) {
      ByteBuffer raw = RawTensors.write(tensor, memory);
      tail.add(raw);
      json.name("parameters").beginObject();
      json.name("binary_data_size").value(raw.remaining()).endObject();
    } else {
      data(json, tensor);
    }
    json.endObject();
  }

  /** JSON knows no NaN and no infinity: null stands for both, as in browsers. */
  private static void data(JsonWriter json, Tensor tensor) throws IOException {
    if (tensor.datatype() == Datatype.FP16 || tensor.datatype() == Datatype.BF16) {
      throw new InferenceException(
          Status.INVALID,
          "output '"
              + tensor.name()
              + "': "
              + tensor.datatype()
              + " is sent as binary data only: ask for it with the parameter binary_data");
    }
    json.name("data").beginArray();
    ByteBuffer data = tensor.data();
    for (int i = 0; i < tensor.elements(); i++) {
      switch (tensor.datatype()) {
        case BYTES:
          json.value(tensor.strings().get(i));
          break;
        case BOOL:
          json.value(data.get(i) != 0);
          break;
        case INT64:
          json.value(data.getLong(8 * i));
          break;
        case UINT64:
          json.jsonValue(Long.toUnsignedString(data.getLong(8 * i)));
          break;
        case FP32:
          float single = data.getFloat(4 * i);
          json.jsonValue(Float.isFinite(single) ? Float.toString(single) : "null");
          break;
        case FP64:
          double number = tensor.number(i);
          json.jsonValue(Double.isFinite(number) ? Double.toString(number) : "null");
          break;
        default:
          json.value((long) tensor.number(i));
      }
    }
    json.endArray();
  }
}
