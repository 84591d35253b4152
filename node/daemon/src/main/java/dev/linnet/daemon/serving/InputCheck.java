package dev.linnet.daemon.serving;

import dev.linnet.core.model.TensorSpec;
import java.util.List;

/**
 * Whether given tensors fit a model's inputs, told before the runtime sees them. Loops, as all on
 * the way of a small inference: after a wait for the network a stream's code is in no cache.
 */
final class InputCheck {
  private InputCheck() {}

  /**
   * Checks names, datatypes, shapes and byte counts.
   *
   * @throws InferenceException INVALID, naming the first input that does not fit
   */
  static void check(List<TensorSpec> specs, List<Tensor> given) {
    boolean[] seen = new boolean[specs.size()];
    for (Tensor tensor : given) {
      int index = indexOf(tensor.name(), specs);
      if (index < 0) {
        throw invalid(tensor, "the model has " + names(specs));
      }
      if (seen[index]) {
        throw invalid(tensor, "given twice");
      }
      seen[index] = true;
      check(specs.get(index), tensor);
    }
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        TensorSpec spec = specs.get(i);
        throw InferenceException.invalid(
            "input '"
                + spec.name()
                + "': missing, expected "
                + spec.datatype()
                + " "
                + spec.shape());
      }
    }
  }

  private static int indexOf(String name, List<TensorSpec> specs) {
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void check(TensorSpec spec, Tensor tensor) {
    if (!spec.datatype().equals(tensor.datatype().name())) {
      throw invalid(tensor, "is " + tensor.datatype() + ", expected " + spec.datatype());
    }
    if (!fits(spec.shape(), tensor.shape())) {
      throw invalid(tensor, "shape is " + tensor.shape() + ", expected " + spec.shape());
    }
    long elements;
    try {
      elements = Tensor.elementsOf(tensor.shape());
    } catch (ArithmeticException e) {
      throw invalid(tensor, "shape " + tensor.shape() + " has too many elements");
    }
    if (tensor.datatype() == Datatype.BYTES) {
      if (tensor.strings().size() != elements) {
        throw invalid(
            tensor, "has " + tensor.strings().size() + " strings, its shape needs " + elements);
      }
      return;
    }
    int elementBytes = tensor.datatype().elementBytes();
    long actual = tensor.data().remaining();
    if (elements > Integer.MAX_VALUE / elementBytes || elements * elementBytes != actual) {
      throw invalid(
          tensor,
          "has " + actual + " bytes, its shape needs " + elements + " elements of " + elementBytes);
    }
  }

  /** A declared shape without dimensions is a scalar or unknown: the runtime tells them apart. */
  private static boolean fits(List<Long> declared, List<Long> actual) {
    if (!declared.isEmpty() && declared.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < actual.size(); i++) {
      long size = actual.get(i);
      long expected = declared.isEmpty() ? -1 : declared.get(i);
      if (size < 0 || (expected >= 0 && expected != size)) {
        return false;
      }
    }
    return true;
  }

  private static String names(List<TensorSpec> specs) {
    return specs.isEmpty() ? "no inputs" : String.join(", ", LoadedModel.names(specs));
  }

  private static InferenceException invalid(Tensor tensor, String what) {
    return InferenceException.invalid("input '" + tensor.name() + "': " + what);
  }
}
