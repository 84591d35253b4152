package dev.linnet.daemon.serving;

import java.util.List;

/**
 * An answer, and the version that made it.
 *
 * @param madeId the id that the server gave a request without one, so that its true outcome can be
 *     told; empty if it has its own, or if the answer names no outcome
 */
public record InferenceResult(String model, String version, List<Tensor> outputs, String madeId) {
  public InferenceResult {
    outputs = List.copyOf(outputs);
  }
}
