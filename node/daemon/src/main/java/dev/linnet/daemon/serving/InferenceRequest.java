package dev.linnet.daemon.serving;

import java.util.List;

/**
 * One question to a model.
 *
 * @param id as the caller named it; empty if it did not
 * @param version the version that must answer; empty for the one that serves
 * @param outputs names of the outputs wanted, in the order of the answer; empty for all
 */
public record InferenceRequest(
    String id, String model, String version, List<Tensor> inputs, List<String> outputs) {
  public InferenceRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** One that its caller gave no id. */
  public InferenceRequest(String model, String version, List<Tensor> inputs, List<String> outputs) {
    this("", model, version, inputs, outputs);
  }

  long sizeBytes() {
    return inputs.stream().mapToLong(Tensor::sizeBytes).sum();
  }
}
