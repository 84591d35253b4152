package dev.linnet.daemon.serving;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import dev.linnet.core.model.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A model in ONNX Runtime. {@link #run} may be called from many threads at once, but not during or
 * after {@link #close}: whoever shares one counts its users.
 */
public final class LoadedModel implements AutoCloseable {
  private final OrtSession session;
  private final OrtEnvironment environment;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Set<String> all;

  private LoadedModel(
      OrtSession session,
      OrtEnvironment environment,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs) {
    this.session = session;
    this.environment = environment;
    this.inputs = inputs;
    this.outputs = outputs;
    this.all = new LinkedHashSet<>(names(outputs));
  }

  /**
   * Loads a model.
   *
   * @param file the ONNX file; external data is found beside it
   * @throws ModelLoadException if it is missing, damaged or not served
   */
  public static LoadedModel open(Path file, RuntimeOptions options) throws ModelLoadException {
    if (!Files.isRegularFile(file)) {
      throw new ModelLoadException(file.getFileName() + ": there is no such file");
    }
    OrtSession session;
    try {
      session = OnnxRuntime.open(file, options);
    } catch (OrtException e) {
      throw new ModelLoadException(file.getFileName() + ": " + oneLine(e), e);
    }
    try {
      return new LoadedModel(
          session,
          OnnxRuntime.environment(options),
          specs("input", session.getInputInfo().values()),
          specs("output", session.getOutputInfo().values()));
    } catch (ModelLoadException | OrtException e) {
      closeQuietly(session);
      throw new ModelLoadException(file.getFileName() + ": " + oneLine(e), e);
    }
  }

  private static List<TensorSpec> specs(String role, Collection<NodeInfo> nodes)
      throws ModelLoadException {
    List<TensorSpec> specs = new ArrayList<>();
    for (NodeInfo node : nodes) {
      specs.add(OnnxTensors.spec(role, node));
    }
    return List.copyOf(specs);
  }

  /** Inputs that a caller gives, in the graph's order; those with a value of their own left out. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /** Outputs in the graph's order. */
  public List<TensorSpec> outputs() {
    return outputs;
  }

  /** As the other, with answers of any size. */
  public List<Tensor> run(List<Tensor> given, List<String> wanted) {
    return run(given, wanted, bytes -> {});
  }

  /**
   * Runs the model on this thread.
   *
   * @param wanted names of the outputs, in the order of the answer; empty for all
   * @param room told how many bytes an output takes before it is copied to the heap; may throw
   * @throws InferenceException INVALID if the tensors do not fit, RUNTIME if the model fails
   */
  List<Tensor> run(List<Tensor> given, List<String> wanted, LongConsumer room) {
    InputCheck.check(inputs, given);
    Set<String> names = wanted.isEmpty() ? all : checked(wanted);
    try (GivenTensors inputs = new GivenTensors(environment)) {
      for (Tensor tensor : given) {
        inputs.add(tensor);
      }
      try (OrtSession.Result result = session.run(inputs.byName(), names)) {
        return collect(result, names, room);
      }
    } catch (OrtException e) {
      throw new InferenceException(statusOf(e), oneLine(e), e);
    }
  }

  private Set<String> checked(List<String> wanted) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : wanted) {
      if (!all.contains(name)) {
        throw InferenceException.invalid(
            "output '" + name + "': the model has " + String.join(", ", all));
      }
      if (!distinct.add(name)) {
        throw InferenceException.invalid("output '" + name + "' is asked for twice");
      }
    }
    return distinct;
  }

  private static List<Tensor> collect(
      OrtSession.Result result, Set<String> names, LongConsumer room) throws OrtException {
    List<Tensor> answers = new ArrayList<>();
    for (String name : names) {
      OnnxValue value = result.get(name).orElse(null);
      if (!(value instanceof OnnxTensor tensor)) {
        throw new OrtException("output '" + name + "' was not made");
      }
      answers.add(OnnxTensors.fromOnnx(name, tensor, room));
    }
    return answers;
  }

  /**
   * The runtime checks what a shape with free sizes cannot say before it runs anything, and calls
   * both that and an operator's failure an invalid argument. Only the first is the caller's.
   */
  private static InferenceException.Status statusOf(OrtException e) {
    boolean inModel = e.getMessage() == null || e.getMessage().contains("while running");
    return e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT && !inModel
        ? InferenceException.Status.INVALID
        : InferenceException.Status.RUNTIME;
  }

  static List<String> names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).toList();
  }

  private static String oneLine(Exception e) {
    String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    return text.length() <= 500 ? text : text.substring(0, 500) + "…";
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a session is closed once", e);
    }
  }

  @Override
  public void close() {
    closeQuietly(session);
  }
}
