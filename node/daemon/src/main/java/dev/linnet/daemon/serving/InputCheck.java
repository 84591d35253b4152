package dev.linnet.daemon.serving;

import dev.linnet.core.model.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether given tensors fit a model's inputs, told before the runtime sees them. */
final class InputCheck {
  private InputCheck() {}

  /**
   * Checks names, datatypes, shapes and byte counts.
   *
   * @throws InferenceException INVALID, naming the first input that does not fit
   */
  static void check(List<TensorSpec> specs, List<Tensor> given) {
    Set<String> seen = new HashSet<>();
    for (Tensor tensor : given) {
      TensorSpec spec =
          specs.stream()
              .filter(candidate -> candidate.name().equals(tensor.name()))
              .findFirst()
              .orElseThrow(() -> invalid(tensor, "the model has " + names(specs)));
      if (!seen.add(tensor.name())) {
        throw invalid(tensor, "given twice");
      }
      check(spec, tensor);
    }
    for (TensorSpec spec : specs) {
      if (!seen.contains(spec.name())) {
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
    if (actual.stream().anyMatch(size -> size < 0)) {
      return false;
    }
    if (declared.isEmpty()) {
      return true;
    }
    if (declared.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < declared.size(); i++) {
      if (declared.get(i) >= 0 && !declared.get(i).equals(actual.get(i))) {
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
