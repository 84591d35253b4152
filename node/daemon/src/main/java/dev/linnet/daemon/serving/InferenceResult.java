package dev.linnet.daemon.serving;

import java.util.List;

/** An answer, and the version that made it. */
public record InferenceResult(String model, String version, List<Tensor> outputs) {
  public InferenceResult {
    outputs = List.copyOf(outputs);
  }
}
