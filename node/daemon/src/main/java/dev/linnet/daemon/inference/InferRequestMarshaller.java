package dev.linnet.daemon.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.inference.ModelInferRequest;
import dev.linnet.proto.inference.ModelInferResponse;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads a large request into one array, and lets its tensors be views of it: gRPC's own marshaller
 * copies each of them out again. Small requests are read by that one, and so is whatever comes
 * compressed, whose length is not known before.
 *
 * <p>Whoever keeps a tensor keeps the whole array, as comparisons do until their turn, and counts
 * the tensor's bytes alone. So tensors that are the lesser part of their request are copied all the
 * same: nobody keeps more than twice what is counted.
 */
final class InferRequestMarshaller implements MethodDescriptor.Marshaller<ModelInferRequest> {
  /** To copy less than this takes no time that could be measured beside a call. */
  static final int LARGE_BYTES = 16 * 1024;

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
    try {
      int size = in instanceof KnownLength ? in.available() : 0;
      if (size < LARGE_BYTES) {
        return USUAL.parse(in);
      }
      byte[] all = new byte[size];
      int read = in.readNBytes(all, 0, size);
      return withoutDeadWeight(views(UnsafeByteOperations.unsafeWrap(all, 0, read)), size);
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("Invalid protobuf byte sequence")
          .withCause(e)
          .asRuntimeException();
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be read", e);
    }
  }

  private static ModelInferRequest views(ByteString all) throws InvalidProtocolBufferException {
    CodedInputStream in = all.newCodedInput();
    in.enableAliasing(true);
    ModelInferRequest request = ModelInferRequest.parser().parseFrom(in);
    in.checkLastTagWas(0);
    return request;
  }

  private static ModelInferRequest withoutDeadWeight(ModelInferRequest request, int size) {
    long tensors = request.getRawInputContentsList().stream().mapToLong(ByteString::size).sum();
    if (tensors == 0 || 2 * tensors >= size) {
      return request;
    }
    ModelInferRequest.Builder copied = request.toBuilder();
    for (int i = 0; i < request.getRawInputContentsCount(); i++) {
      ByteString view = request.getRawInputContents(i);
      copied.setRawInputContents(i, ByteString.copyFrom(view.asReadOnlyByteBuffer()));
    }
    return copied.build();
  }
}
