package dev.linnet.daemon.serving;

import dev.linnet.core.model.TensorSpec;
import java.util.List;
import java.util.Optional;

/** Whether a loaded model has the inputs and outputs that its manifest promises. */
public final class ModelContract {
  private ModelContract() {}

  /** What does not fit, as one sentence; empty if all does. */
  public static Optional<String> mismatch(
      List<TensorSpec> inputs, List<TensorSpec> outputs, LoadedModel model) {
    return mismatch("inputs", inputs, model.inputs())
        .or(() -> mismatch("outputs", outputs, model.outputs()));
  }

  private static Optional<String> mismatch(
      String role, List<TensorSpec> promised, List<TensorSpec> actual) {
    if (!LoadedModel.names(promised).equals(LoadedModel.names(actual))) {
      return Optional.of(
          "the manifest names the "
              + role
              + " "
              + LoadedModel.names(promised)
              + ", the model has "
              + LoadedModel.names(actual));
    }
    for (int i = 0; i < promised.size(); i++) {
      TensorSpec wanted = promised.get(i);
      TensorSpec found = actual.get(i);
      if (!wanted.datatype().equals(found.datatype()) || !sameShape(wanted, found)) {
        return Optional.of(
            "the manifest has '%s' among the %s as %s %s, the model as %s %s"
                .formatted(
                    wanted.name(),
                    role,
                    wanted.datatype(),
                    wanted.shape(),
                    found.datatype(),
                    found.shape()));
      }
    }
    return Optional.empty();
  }

  /**
   * The runtime infers sizes that the file leaves open, and reports no shape where it is unknown.
   */
  private static boolean sameShape(TensorSpec promised, TensorSpec found) {
    List<Long> a = promised.shape();
    List<Long> b = found.shape();
    if (a.isEmpty() || b.isEmpty()) {
      return true;
    }
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) >= 0 && b.get(i) >= 0 && !a.get(i).equals(b.get(i))) {
        return false;
      }
    }
    return true;
  }
}
