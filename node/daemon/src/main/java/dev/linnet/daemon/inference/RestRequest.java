package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An inference request as HTTP carries it.
 *
 * @param binaryByDefault whether outputs come as bytes after the JSON where nothing else is said
 */
record RestRequest(
    @Nullable String id, List<Tensor> inputs, List<Wanted> outputs, boolean binaryByDefault) {

  /** An output asked for; {@code binary} is null where the request's default holds. */
  record Wanted(String name, @Nullable Boolean binary) {}

  List<String> outputNames() {
    return outputs.stream().map(Wanted::name).toList();
  }

  boolean isBinary(String output) {
    for (Wanted wanted : outputs) {
      if (wanted.name().equals(output) && wanted.binary() != null) {
        return wanted.binary();
      }
    }
    return binaryByDefault;
  }
}
