package dev.linnet.daemon.serving;

import dev.linnet.core.model.Manifest;
import dev.linnet.core.trust.Digest;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded version that counts its users. The first is whoever opened it; the last to release it
 * closes it, so a session is never closed under a running inference.
 */
final class Version {
  private final Manifest manifest;
  private final LoadedModel model;
  private final Tally tally;
  private final AtomicInteger users = new AtomicInteger(1);

  private Version(Manifest manifest, LoadedModel model) {
    this.manifest = manifest;
    this.model = model;
    this.tally = new Tally(System.nanoTime());
  }

  static Version open(Manifest manifest, Path directory, RuntimeOptions options)
      throws ModelLoadException {
    LoadedModel model = LoadedModel.open(directory.resolve(manifest.modelPath()), options);
    String mismatch =
        ModelContract.mismatch(manifest.inputs(), manifest.outputs(), model).orElse(null);
    if (mismatch != null) {
      model.close();
      throw new ModelLoadException(mismatch);
    }
    return new Version(manifest, model);
  }

  Manifest manifest() {
    return manifest;
  }

  Digest digest() {
    return manifest.digest();
  }

  String label() {
    return manifest.version();
  }

  LoadedModel model() {
    return model;
  }

  Tally tally() {
    return tally;
  }

  /** False if it was closed already; else the caller releases it when done. */
  boolean acquire() {
    int seen = users.get();
    while (seen > 0) {
      if (users.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = users.get();
    }
    return false;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      model.close();
    }
  }
}
