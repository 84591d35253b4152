package dev.linnet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PredictTest {
  private final ScriptedNode node;

  PredictTest() throws IOException {
    node = new ScriptedNode();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aRequestGoesRawAndTheAnswerComesBackAsJson() {
    node.inference =
        ModelInferResponse.newBuilder()
            .setModelName("detector")
            .setModelVersion("7")
            .addOutputs(
                ModelInferResponse.InferOutputTensor.newBuilder()
                    .setName("scores")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(2))
            .addRawOutputContents(raw(8, buffer -> buffer.putFloat(0.25f).putFloat(Float.NaN)))
            .build();
    String request =
        """
        {"id":"a","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4.5]]}],
         "outputs":[{"name":"scores"}]}
        """;

    Ran json = predict(request, "-o", "json");
    Ran table = predict(request, "--version", "7");

    ModelInferRequest asked = Objects.requireNonNull(node.asked);
    assertThat(asked.getModelName()).isEqualTo("detector");
    assertThat(asked.getModelVersion()).isEqualTo("7");
    assertThat(asked.getInputs(0).getShapeList()).containsExactly(2L, 2L);
    assertThat(asked.getRawInputContents(0))
        .isEqualTo(raw(16, buffer -> buffer.putFloat(1).putFloat(2).putFloat(3).putFloat(4.5f)));
    assertThat(asked.getOutputs(0).getName()).isEqualTo("scores");
    assertThat(JsonParser.parseString(json.out()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"model_name":"detector","model_version":"7","outputs":[
                 {"name":"scores","shape":[1,2],"datatype":"FP32","data":[0.25,"NaN"]}]}
                """));
    assertThat(table.out())
        .isEqualTo(
            """
            detector 7
            OUTPUT  DATATYPE  SHAPE  DATA
            scores  FP32      [1,2]  [0.25,"NaN"]
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {                                     | not JSON: End of input at line 2 column 1 path $.
          []                                    | document: expected an object
          {}                                    | inputs: expected a list
          {"inputs":[1]}                        | inputs[0]: expected an object
          {"inputs":[{"shape":[1]}]}            | inputs[0].datatype: expected a text
          {"inputs":[{"name":"x","shape":[1],"datatype":"FLOAT","data":[1]}]} | inputs[0].datatype: 'FLOAT' is no datatype; expected such as FP32, INT64, BOOL or BYTES
          {"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}]} | inputs[0].shape: expected sizes of 0 or more, got -1
          {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]} | inputs[0].data: expected 2 elements as the shape says, got 1
          {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":["a"]}]} | inputs[0].data: expected a number, got "a"
          {"inputs":[{"name":"x","shape":[1],"datatype":"UINT8","data":[256]}]} | inputs[0].data: 256 does not fit UINT8
          {"inputs":[{"name":"x","shape":[1],"datatype":"INT32","data":[1.5]}]} | inputs[0].data: 1.5 is no whole number, as INT32 is
          {"inputs":[{"name":"x","shape":[1],"datatype":"BOOL","data":[1]}]} | inputs[0].data: expected true or false, got 1
          """)
  void wrongInputIsNamed(String request, String expected) {
    Ran ran = predict(request + "\n");

    assertThat(ran.err()).startsWith("linnet: -: " + expected);
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL,true", "UINT8,255", "UINT16,65535", "UINT32,4294967295", "UINT64,18446744073709551615",
    "INT8,-128", "INT16,-32768", "INT32,-2147483648", "INT64,-9223372036854775808", "FP16,-1.5",
    "FP16,6.1035156E-5", "BF16,-1.5", "FP32,0.1", "FP64,0.1", "BYTES,'\"häßlich\"'"
  })
  void everyDatatypeComesBackAsItWent(TensorType type, String json) {
    JsonElement element = JsonParser.parseString(json);
    ByteBuffer raw = ByteBuffer.wrap(type.encode(element)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(type.decode(raw).getAsString()).isEqualTo(element.getAsString());
    assertThat(raw.hasRemaining()).isFalse();
  }

  @Test
  void everyHalfComesBackAsItWent() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfFloat.decode((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloat.encode(value)).isEqualTo((short) bits);
      }
    }
    assertThat(HalfFloat.encode(65_519f)).isEqualTo((short) 0x7bff);
    assertThat(HalfFloat.encode(1e9f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloat.decode(HalfFloat.encode(Float.NaN))).isNaN();
    assertThat(HalfFloat.encode(1 + 0x1p-11f)).isEqualTo(HalfFloat.encode(1));
  }

  @Test
  void bytesThatEndEarlyAreRefused() {
    ByteBuffer raw = ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 1}).order(ByteOrder.LITTLE_ENDIAN);
    assertThatIllegalArgumentException().isThrownBy(() -> TensorType.BYTES.decode(raw));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorType.FP64.decode(ByteBuffer.allocate(7)));
  }

  private Ran predict(String request, String... options) {
    String[] arguments = new String[6 + options.length];
    arguments[0] = "predict";
    arguments[1] = "detector";
    arguments[2] = "--input";
    arguments[3] = "-";
    arguments[4] = "--api";
    arguments[5] = node.address();
    System.arraycopy(options, 0, arguments, 6, options.length);
    return Ran.linnetWithInput(request, arguments);
  }

  private static ByteString raw(int size, java.util.function.Consumer<ByteBuffer> filling) {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    filling.accept(buffer);
    return ByteString.copyFrom(buffer.array());
  }
}
