package dev.linnet.daemon.trial;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.Deserialization;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.LoadedModel;
import dev.linnet.daemon.serving.ModelContract;
import dev.linnet.daemon.serving.ModelLoadException;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The child process of a trial. Reads one {@link TrialTask} from its standard input, writes {@link
 * TrialMessage} lines to its standard output, and ends. It also ends when its standard input
 * closes: the parent is gone then, and nobody waits for the result.
 */
public final class TrialMain {
  /** The first step, said before anything of a model is read. */
  static final String STARTING = "starting";

  private static final int PARENT_GONE = 3;

  private final TrialTask task;
  private final PrintStream out;
  private final Measurement measurement = Measurement.begin();

  private TrialMain(TrialTask task, PrintStream out) {
    this.task = task;
    this.out = out;
  }

  /** Run by {@link Trial}; takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Deserialization.refuseAll();
    PrintStream out = System.out;
    System.setOut(System.err); // What libraries print must not stand among the messages.
    step(out, STARTING);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      return;
    }
    TrialTask task = TrialTask.parse(line);
    endWithParent(in);
    TrialMessage result;
    try {
      result = new TrialMain(task, out).run();
    } catch (OutOfMemoryError e) {
      result = TrialMessage.result(false, "the trial ran out of memory");
    } catch (ModelLoadException | InferenceException | IOException e) {
      result = TrialMessage.result(false, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      result = TrialMessage.result(false, "the trial failed: " + e);
    }
    out.println(result.toJson());
    out.flush();
    System.exit(0); // The thread that waits for the parent is still reading.
  }

  static void endWithParent(BufferedReader in) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (in.read() >= 0) {
                  continue;
                }
              } catch (IOException e) {
                // As good as closed.
              }
              Runtime.getRuntime().halt(PARENT_GONE);
            },
            "parent");
    watch.setDaemon(true);
    watch.start();
  }

  private TrialMessage run() throws IOException, ModelLoadException {
    Path file = task.modelFile();
    step("reading " + task.modelPath());
    ModelHeader header;
    try {
      header = ModelHeader.read(file);
    } catch (InvalidProtocolBufferException e) {
      return TrialMessage.result(
          false, task.modelPath() + ": is no ONNX model, or only a part of one: " + e.getMessage());
    }
    if (header.irVersion() != task.irVersion() || header.opset() != task.opset()) {
      return TrialMessage.result(
          false,
          "the manifest says opset %d and IR version %d, %s has opset %d and IR version %d"
              .formatted(
                  task.opset(),
                  task.irVersion(),
                  task.modelPath(),
                  header.opset(),
                  header.irVersion()));
    }
    step("loading " + task.modelPath());
    try (LoadedModel model = LoadedModel.open(file, RuntimeOptions.small())) {
      Optional<String> mismatch = ModelContract.mismatch(task.inputs(), task.outputs(), model);
      if (mismatch.isPresent()) {
        return TrialMessage.result(false, mismatch.get());
      }
      List<Path> sets = GoldenTests.sets(Path.of(task.samples()));
      return sets.isEmpty() ? runOnZeros(model) : runGolden(model, sets);
    }
  }

  private TrialMessage runGolden(LoadedModel model, List<Path> sets) throws IOException {
    GoldenTests tests = new GoldenTests(model, task.relative(), task.absolute());
    for (Path set : sets) {
      step("running " + set.getFileName());
      Optional<String> difference = tests.run(set);
      if (difference.isPresent() && task.purpose() != TrialTask.Purpose.MEASURE) {
        return TrialMessage.result(false, difference.get());
      }
    }
    return passed(
        sets.size() == 1 ? "its golden test passed" : sets.size() + " golden tests passed",
        model,
        tests.input(sets.get(0)));
  }

  private TrialMessage passed(String reason, LoadedModel model, List<Tensor> input) {
    if (task.purpose() == TrialTask.Purpose.PASS) {
      return TrialMessage.result(true, reason);
    }
    step("being timed");
    return new TrialMessage(true, reason, measurement.end(model, input));
  }

  /** With free sizes taken as 1 a failure proves nothing: the guess may be what is wrong. */
  private TrialMessage runOnZeros(LoadedModel model) {
    step("running zeros");
    List<Tensor> zeros = model.inputs().stream().map(TrialMain::zeros).toList();
    try {
      model.run(zeros, List.of());
    } catch (InferenceException e) {
      boolean guessed =
          model.inputs().stream().anyMatch(input -> input.shape().stream().anyMatch(n -> n < 0));
      return guessed
          ? TrialMessage.result(true, "loaded; it has no golden tests, and zeros do not suit it")
          : TrialMessage.result(false, "fails on zeros: " + e.getMessage());
    }
    return passed("ran once on zeros; it has no golden tests", model, zeros);
  }

  private static Tensor zeros(TensorSpec spec) {
    List<Long> shape = spec.shape().stream().map(size -> size < 0 ? 1L : size).toList();
    int elements = Math.toIntExact(Tensor.elementsOf(shape));
    Datatype datatype = Datatype.named(spec.datatype()).orElseThrow();
    return datatype == Datatype.BYTES
        ? Tensor.ofStrings(spec.name(), shape, Collections.nCopies(elements, ""))
        : Tensor.of(
            spec.name(),
            datatype,
            shape,
            ByteBuffer.allocate(Math.multiplyExact(elements, datatype.elementBytes())));
  }

  private void step(String what) {
    step(out, what);
  }

  private static void step(PrintStream out, String what) {
    out.println(TrialMessage.step(what).toJson());
    out.flush();
  }
}
