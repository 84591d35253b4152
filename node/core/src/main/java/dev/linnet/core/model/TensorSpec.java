package dev.linnet.core.model;

import java.util.List;

/** An input or output: Open Inference Protocol datatype, and the shape with -1 for a free size. */
public record TensorSpec(String name, String datatype, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }
}
