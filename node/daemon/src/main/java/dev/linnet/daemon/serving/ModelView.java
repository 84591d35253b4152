package dev.linnet.daemon.serving;

import dev.linnet.core.model.ModelName;
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a model is doing at one moment.
 *
 * @param serving the version that answers; empty if none does
 * @param loaded the versions that can answer: the one that serves first, then the one before
 * @param answered inferences answered since the daemon started, by any version
 * @param failed right requests that got an error since then; a caller's mistakes are in neither
 */
public record ModelView(
    ModelName name,
    Optional<VersionView> serving,
    List<VersionView> loaded,
    long answered,
    long failed) {

  /** One loaded version. */
  public record VersionView(
      String version, Digest manifest, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    static VersionView of(Version version) {
      return new VersionView(
          version.label(), version.digest(), version.inputs(), version.outputs());
    }
  }

  public ModelView {
    loaded = List.copyOf(loaded);
  }

  public boolean isReady() {
    return serving.isPresent();
  }

  /** The loaded version of that label; the one that serves if the label is empty. */
  public Optional<VersionView> version(String label) {
    return label.isEmpty()
        ? serving
        : loaded.stream().filter(version -> version.version().equals(label)).findFirst();
  }
}
