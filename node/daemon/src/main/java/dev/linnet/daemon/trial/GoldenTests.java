package dev.linnet.daemon.trial;

import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.serving.LoadedModel;
import dev.linnet.daemon.serving.Tensor;
import dev.linnet.daemon.serving.Tolerance;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs the test data that came with a model: {@code test_data_set_N/input_I.pb} must give {@code
 * output_I.pb}, where I is the place among the graph's inputs and outputs.
 */
final class GoldenTests {
  private final LoadedModel model;
  private final double relative;
  private final double absolute;

  GoldenTests(LoadedModel model, double relative, double absolute) {
    this.model = model;
    this.relative = relative;
    this.absolute = absolute;
  }

  /** The sets that lie beside the model, by name. */
  static List<Path> sets(Path modelFile) throws IOException {
    Path directory = modelFile.toAbsolutePath().getParent();
    List<Path> sets = new ArrayList<>();
    if (directory != null) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "test_data_set*")) {
        found.forEach(sets::add);
      }
    }
    sets.removeIf(set -> !Files.isDirectory(set));
    sets.sort(Comparator.naturalOrder());
    return sets;
  }

  /** What differs, as one sentence; empty if the model gives what the set says. */
  Optional<String> run(Path set) throws IOException {
    List<Tensor> inputs = input(set);
    List<Tensor> expected = read(set, "output", model.outputs());
    List<Tensor> actual = model.run(inputs, names(expected));
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = difference(actual.get(i), expected.get(i));
      if (difference.isPresent()) {
        return Optional.of(
            set.getFileName() + ": output '" + expected.get(i).name() + "' " + difference.get());
      }
    }
    return Optional.empty();
  }

  /** What a set gives the model. */
  List<Tensor> input(Path set) throws IOException {
    return read(set, "input", model.inputs());
  }

  private static List<Tensor> read(Path set, String role, List<TensorSpec> specs)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      Path file = set.resolve(role + "_" + i + ".pb");
      if (!Files.exists(file)) {
        throw new IOException(
            set.getFileName()
                + "/"
                + file.getFileName()
                + ": missing, it belongs to "
                + role
                + " '"
                + specs.get(i).name()
                + "'");
      }
      tensors.add(TensorFile.read(file, specs.get(i).name()));
    }
    return tensors;
  }

  private static List<String> names(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::name).toList();
  }

  private Optional<String> difference(Tensor actual, Tensor expected) {
    if (actual.datatype() != expected.datatype() || !actual.shape().equals(expected.shape())) {
      return Optional.of(
          "is %s %s, expected %s %s"
              .formatted(actual.datatype(), actual.shape(), expected.datatype(), expected.shape()));
    }
    if (!actual.strings().equals(expected.strings())) {
      return Optional.of("has other strings than expected");
    }
    if (actual.data().equals(expected.data())) {
      return Optional.empty();
    }
    for (int i = 0; i < expected.elements(); i++) {
      if (!Tolerance.within(actual.number(i), expected.number(i), relative, absolute)) {
        return Optional.of(
            "is %s at element %d, expected %s within rtol %s and atol %s"
                .formatted(actual.number(i), i, expected.number(i), relative, absolute));
      }
    }
    return Optional.empty();
  }
}
