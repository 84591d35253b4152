package dev.linnet.daemon.inference;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.proto.inference.ModelInferRequest;

/** A request for an inference over gRPC is refused with a status, or read to its tensors. */
public final class GrpcInferFuzz {
  private GrpcInferFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      InferenceGrpcService.inputs(ModelInferRequest.parseFrom(input));
    } catch (InvalidProtocolBufferException refused) {
      return;
    } catch (InferenceException refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
