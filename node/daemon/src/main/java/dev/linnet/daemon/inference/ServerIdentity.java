package dev.linnet.daemon.inference;

import dev.linnet.core.model.TensorSpec;
import dev.linnet.daemon.serving.Datatype;
import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceException.Status;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.ModelView;
import java.util.List;

/** What both doors say of the server and its models. */
final class ServerIdentity {
  static final String NAME = "linnet";
  static final String PLATFORM = "onnx_onnxv1";
  static final List<String> EXTENSIONS = List.of("binary_tensor_data");

  /**
   * The parameter of an answer that holds the id which the server made, where the request had none:
   * the protocol gives back only an id that was given.
   */
  static final String REQUEST_ID = "request_id";

  private ServerIdentity() {}

  /**
   * The model, if it has that version loaded.
   *
   * @param version empty for whatever serves
   * @throws InferenceException NOT_FOUND, or NOT_READY if nothing serves
   */
  static ModelView.VersionView version(ModelServer server, String model, String version) {
    ModelView view = server.view(model).orElseThrow(() -> ModelServer.notFound(model));
    return view.version(version)
        .orElseThrow(
            () ->
                view.isReady()
                    ? new InferenceException(
                        Status.NOT_FOUND,
                        "model '" + model + "' has no version '" + version + "' loaded")
                    : new InferenceException(
                        Status.NOT_READY, "model '" + model + "' is not ready: no version serves"));
  }

  /**
   * Whether the model, or that version of it, answers now.
   *
   * @throws InferenceException NOT_FOUND if there is no such model
   */
  static boolean isReady(ModelServer server, String model, String version) {
    return server
        .view(model)
        .orElseThrow(() -> ModelServer.notFound(model))
        .version(version)
        .isPresent();
  }

  static List<String> versions(ModelServer server, String model) {
    return server.view(model).stream()
        .flatMap(view -> view.loaded().stream())
        .map(ModelView.VersionView::version)
        .distinct()
        .toList();
  }

  /** As the protocol names a tensor's datatype. */
  static Datatype datatype(String input, String name) {
    return Datatype.named(name)
        .orElseThrow(
            () ->
                InferenceException.invalid(
                    "input '" + input + "': unknown datatype '" + name + "'"));
  }

  /** A free size is -1 on the wire, however the runtime writes it. */
  static List<Long> wireShape(TensorSpec spec) {
    return spec.shape().stream().map(size -> Math.max(size, -1)).toList();
  }
}
