package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.InferenceException.Status;
import java.util.Map;

/**
 * Parameters are hints and may be ignored, except those without which the request means something
 * else: to answer then would be to answer another question.
 */
final class Parameters {
  private static final String SHARED_MEMORY = "shared_memory_region";
  private static final String CLASSIFICATION = "classification";

  private Parameters() {}

  /**
   * Refuses what changes a tensor's meaning and is not built.
   *
   * @throws InferenceException UNSUPPORTED
   */
  static void refuseUnsupported(String tensor, Map<String, ?> parameters) {
    for (String parameter : new String[] {SHARED_MEMORY, CLASSIFICATION}) {
      if (parameters.containsKey(parameter)) {
        throw new InferenceException(
            Status.UNSUPPORTED, tensor + ": parameter '" + parameter + "' is not supported");
      }
    }
  }
}
