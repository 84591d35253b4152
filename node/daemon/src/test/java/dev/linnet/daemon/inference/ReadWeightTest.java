package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.linnet.proto.inference.InferParameter;
import dev.linnet.proto.inference.InferTensorContents;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Few bytes weigh what they become, and many that stay bytes weigh nothing. */
class ReadWeightTest {
  private static final int MANY = 10_000;
  private static final long OBJECTS = 40L * MANY;

  private static long weight(ModelInferRequest.Builder request) throws IOException {
    return ReadWeight.of(
        CodedInputStream.newInstance(request.build().toByteArray()),
        ModelInferRequest.getDescriptor());
  }

  private static ModelInferRequest.Builder contents(InferTensorContents.Builder contents) {
    return ModelInferRequest.newBuilder()
        .addInputs(InferInputTensor.newBuilder().setContents(contents));
  }

  @Test
  void bytesThatStayBytesWeighNothing() throws IOException {
    ByteString large = ByteString.copyFrom(new byte[1 << 20]);
    assertThat(weight(ModelInferRequest.newBuilder().addRawInputContents(large))).isLessThan(1_000);
    assertThat(weight(contents(InferTensorContents.newBuilder().addBytesContents(large))))
        .isLessThan(1_000);
  }

  @Test
  void whatBecomesAnObjectWeighsAsOne() throws IOException {
    ModelInferRequest.Builder parameters = ModelInferRequest.newBuilder();
    for (int i = 0; i < MANY; i++) {
      parameters.putParameters("p" + i, InferParameter.getDefaultInstance());
    }
    UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
    UnknownFieldSet.Builder groups = UnknownFieldSet.newBuilder();
    for (int i = 0; i < MANY; i++) {
      unknown.addField(1_000 + i, Field.newBuilder().addVarint(1).build());
      groups.addField(
          1_000 + i, Field.newBuilder().addGroup(UnknownFieldSet.getDefaultInstance()).build());
    }
    for (ModelInferRequest.Builder request :
        List.of(
            ModelInferRequest.newBuilder()
                .addAllInputs(Collections.nCopies(MANY, InferInputTensor.getDefaultInstance())),
            ModelInferRequest.newBuilder()
                .addAllRawInputContents(Collections.nCopies(MANY, ByteString.EMPTY)),
            contents(
                InferTensorContents.newBuilder()
                    .addAllBytesContents(Collections.nCopies(MANY, ByteString.EMPTY))),
            parameters,
            ModelInferRequest.newBuilder().setUnknownFields(unknown.build()),
            ModelInferRequest.newBuilder().setUnknownFields(groups.build()))) {
      assertThat(weight(request)).isGreaterThan(OBJECTS);
    }
  }

  @Test
  void numbersWeighWhatTheirListTakesWhileItGrows() throws IOException {
    assertThat(
            weight(
                contents(
                    InferTensorContents.newBuilder()
                        .addAllInt64Contents(Collections.nCopies(MANY, 1L)))))
        .isBetween(20L * MANY, 20L * MANY + 1_000);
    assertThat(
            weight(
                contents(
                    InferTensorContents.newBuilder()
                        .addAllFp32Contents(Collections.nCopies(MANY, 1f)))))
        .isBetween(10L * MANY, 10L * MANY + 1_000);
    assertThat(
            weight(
                contents(
                    InferTensorContents.newBuilder()
                        .addAllBoolContents(Collections.nCopies(MANY, true)))))
        .isBetween(3L * MANY, 3L * MANY + 1_000);
  }
}
