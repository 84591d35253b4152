package dev.linnet.daemon.packing;

import dev.linnet.core.model.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model file says of itself.
 *
 * @param inputs what a caller gives: the graph's inputs that no initializer fills
 * @param external where weights lie that are not in the file
 * @param tensors where weights lie that are in the file, but for small ones
 */
record OnnxModel(
    int irVersion,
    int opset,
    List<Value> inputs,
    List<Value> outputs,
    List<External> external,
    List<Span> tensors,
    Map<String, String> metadata) {

  /**
   * An input or output.
   *
   * @param shape -1 for a size that is free; null if not even the number of dimensions is known
   */
  record Value(String name, ElementType type, @Nullable List<Long> shape) {
    /** Open Inference Protocol has no word for an unknown number of dimensions: none are named. */
    TensorSpec spec() {
      return new TensorSpec(name, type.datatype(), shape == null ? List.of() : shape);
    }

    /** Whether a tensor of these sizes can be this value. */
    boolean takes(List<Long> dims) {
      if (shape == null) {
        return true;
      }
      boolean fits = dims.size() == shape.size();
      for (int i = 0; fits && i < dims.size(); i++) {
        fits = shape.get(i) == -1 || shape.get(i).equals(dims.get(i));
      }
      return fits;
    }
  }

  /** A piece of a file beside the model; a length of -1 means to its end. */
  record External(String location, long offset, long length) {}
}
