package dev.linnet.daemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.InferParameter;
import dev.linnet.proto.inference.InferTensorContents;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferRequest.InferInputTensor;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Requests are read as gRPC reads them, but large tensors stay where they were read to. */
class InferRequestMarshallerTest {
  private static final MethodDescriptor.Marshaller<ModelInferRequest> USUAL =
      GRPCInferenceServiceGrpc.getModelInferMethod().getRequestMarshaller();
  private static final byte LATER = 99;

  private final InferRequestMarshaller marshaller = new InferRequestMarshaller();

  /** As gRPC gives a message, in two pieces, and what it was read into. */
  private static final class Received extends InputStream implements KnownLength {
    private final InputStream message;
    private byte[] into = {};

    Received(byte[] message) {
      this.message = new ByteArrayInputStream(message);
    }

    @Override
    public int available() throws IOException {
      return message.available();
    }

    @Override
    public int read() throws IOException {
      return message.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      into = bytes;
      return message.read(bytes, offset, offset == 0 ? (length + 1) / 2 : length);
    }
  }

  @Test
  void tensorsOfLargeRequestAreViewsOfOneArray() {
    ModelInferRequest sent = raw(filled(20_000, 1), filled(30_000, 2)).build();
    Received received = new Received(sent.toByteArray());
    ModelInferRequest read = marshaller.parse(received);
    assertThat(read).isEqualTo(sent);

    Arrays.fill(received.into, LATER);
    assertThat(read.getRawInputContents(0).byteAt(7)).isEqualTo(LATER);
    assertThat(read.getRawInputContents(1).byteAt(7)).isEqualTo(LATER);
  }

  @Test
  void tensorsThatAreLesserPartOfTheirRequestKeepNothingButTheirOwnBytes() {
    ModelInferRequest sent =
        raw(filled(10, 1), filled(30_000, 2))
            .putParameters(
                "note", InferParameter.newBuilder().setStringParam("x".repeat(31_000)).build())
            .build();
    Received received = new Received(sent.toByteArray());
    ModelInferRequest read = marshaller.parse(received);

    Arrays.fill(received.into, LATER);
    assertThat(read).isEqualTo(sent);
  }

  @Test
  void whateverComesIsReadOrRefusedAsByTheUsualMarshaller() {
    byte[] large = raw(filled(40_000, 1), filled(3, 2)).setId("q").build().toByteArray();
    byte[] typed =
        ModelInferRequest.newBuilder()
            .addInputs(
                InferInputTensor.newBuilder()
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addBytesContents(filled(20_000, 1))
                            .addFp32Contents(1)))
            .build()
            .toByteArray();
    byte[] endOfNoGroup = Arrays.copyOf(large, large.length + 1);
    endOfNoGroup[large.length] = 12;
    requireSame(new byte[0]);
    requireSame(new byte[100_000]);
    requireSame(typed);
    requireSame(endOfNoGroup);
    for (int length = large.length; length > 0; length -= 997) {
      requireSame(Arrays.copyOf(large, length));
    }
  }

  private void requireSame(byte[] message) {
    String expected = outcome(USUAL, new Received(message));
    assertThat(outcome(marshaller, new Received(message))).isEqualTo(expected);
    assertThat(outcome(marshaller, new ByteArrayInputStream(message))).isEqualTo(expected);
  }

  private static String outcome(
      MethodDescriptor.Marshaller<ModelInferRequest> marshaller, InputStream in) {
    try {
      return "read " + marshaller.parse(in).toByteString().hashCode();
    } catch (StatusRuntimeException e) {
      return "refused " + e.getStatus().getCode() + " " + e.getStatus().getDescription();
    }
  }

  private static ModelInferRequest.Builder raw(ByteString... tensors) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m");
    for (ByteString tensor : tensors) {
      request.addInputs(InferInputTensor.newBuilder().setName("x").addShape(tensor.size()));
      request.addRawInputContents(tensor);
    }
    return request;
  }

  private static ByteString filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return ByteString.copyFrom(bytes);
  }
}
