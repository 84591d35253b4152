package dev.linnet.daemon.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads a large request into one array, and lets its tensors be views of it: gRPC's own marshaller
 * copies each of them out again. What a request needs in memory is taken before, and a call that
 * finds none is refused.
 *
 * <p>Whoever keeps a tensor keeps the whole array, as comparisons do until their turn, and counts
 * the tensor's bytes alone. So tensors that are the lesser part of their request are copied all the
 * same: nobody keeps more than twice what is counted.
 */
final class InferRequestMarshaller implements MethodDescriptor.Marshaller<ModelInferRequest> {
  /** To copy less than this takes no time that could be measured beside a call. */
  static final int LARGE_BYTES = 16 * 1024;

  private static final int ANY_SIZE = Integer.MAX_VALUE - 8;

  private static final MethodDescriptor.Marshaller<ModelInferRequest> USUAL =
      GRPCInferenceServiceGrpc.getModelInferMethod().getRequestMarshaller();

  /** The call for inferences, with its requests read so. */
  static MethodDescriptor<ModelInferRequest, ModelInferResponse> method() {
    MethodDescriptor<ModelInferRequest, ModelInferResponse> usual =
        GRPCInferenceServiceGrpc.getModelInferMethod();
    return usual.toBuilder(new InferRequestMarshaller(), usual.getResponseMarshaller()).build();
  }

  @Override
  public InputStream stream(ModelInferRequest request) {
    return USUAL.stream(request);
  }

  @Override
  public ModelInferRequest parse(InputStream in) {
    Arriving arriving = Arriving.current();
    if (arriving == null) {
      return parse(in, RequestMemory.unbounded().hold());
    }
    try {
      return parse(in, arriving.memory());
    } catch (InferenceException e) {
      arriving.refuse(e);
    } catch (StatusRuntimeException e) {
      arriving.end(e.getStatus());
    }
    return ModelInferRequest.getDefaultInstance(); // which nobody gets to see
  }

  private static ModelInferRequest parse(InputStream in, RequestMemory.Held memory) {
    try {
      ByteString all = UnsafeByteOperations.unsafeWrap(bytes(in, memory));
      boolean large = all.size() >= LARGE_BYTES;
      memory.take(
          ReadWeight.of(all.newCodedInput(), ModelInferRequest.getDescriptor())
              + (large ? 0 : all.size()));
      CodedInputStream message = all.newCodedInput();
      message.enableAliasing(large);
      ModelInferRequest request = ModelInferRequest.parser().parseFrom(message);
      message.checkLastTagWas(0);
      return large ? withoutDeadWeight(request, all.size(), memory) : request;
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("Invalid protobuf byte sequence")
          .withCause(e)
          .asRuntimeException();
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be read", e);
    }
  }

  /** How long a compressed one gets is not known before; others were counted as they came. */
  private static byte[] bytes(InputStream in, RequestMemory.Held memory) throws IOException {
    return in instanceof KnownLength
        ? Body.read(in, new byte[in.available()], 0)
        : Body.read(in, -1, ANY_SIZE, memory);
  }

  private static ModelInferRequest withoutDeadWeight(
      ModelInferRequest request, int size, RequestMemory.Held memory) {
    long tensors = request.getRawInputContentsList().stream().mapToLong(ByteString::size).sum();
    if (tensors == 0 || 2 * tensors >= size) {
      return request;
    }
    memory.take(tensors);
    ModelInferRequest.Builder copied = request.toBuilder();
    for (int i = 0; i < request.getRawInputContentsCount(); i++) {
      ByteString view = request.getRawInputContents(i);
      copied.setRawInputContents(i, ByteString.copyFrom(view.asReadOnlyByteBuffer()));
    }
    return copied.build();
  }
}
