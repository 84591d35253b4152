package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;

/** A request for an inference over gRPC is refused with a status, or read to its tensors. */
public final class GrpcInferFuzz {
  private GrpcInferFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      InferenceGrpcService.inputs(
          new InferRequestMarshaller().parse(new ByteArrayInputStream(input)),
          RequestMemory.unbounded().hold());
    } catch (StatusRuntimeException refused) {
      return;
    } catch (InferenceException refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
