package dev.linnet.daemon.serving;

import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener's exception goes to the log: it must not end a swap halfway or the observations. */
final class SafeListener implements ModelServer.Listener {
  private static final Logger log = LoggerFactory.getLogger(SafeListener.class);

  private final ModelServer.Listener listener;

  SafeListener(ModelServer.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void servingStarted(ModelName model, Digest manifest) {
    tell(() -> listener.servingStarted(model, manifest));
  }

  @Override
  public void servingFailed(ModelName model, Digest manifest, String reason) {
    tell(() -> listener.servingFailed(model, manifest, reason));
  }

  @Override
  public void servingLate(ModelName model, Digest manifest) {
    tell(() -> listener.servingLate(model, manifest));
  }

  @Override
  public void servingPutOff(ModelName model, Digest manifest, String reason) {
    tell(() -> listener.servingPutOff(model, manifest, reason));
  }

  @Override
  public void uncompared(ModelName model, Digest manifest, String reason) {
    tell(() -> listener.uncompared(model, manifest, reason));
  }

  @Override
  public void shadowFailed(ModelName model, Digest manifest, String reason) {
    tell(() -> listener.shadowFailed(model, manifest, reason));
  }

  @Override
  public void shadowPutOff(ModelName model, Digest manifest, String reason) {
    tell(() -> listener.shadowPutOff(model, manifest, reason));
  }

  @Override
  public void observed(ModelName model, Digest manifest, Observation observation) {
    tell(() -> listener.observed(model, manifest, observation));
  }

  @Override
  public void witnessed(ModelName model, Digest by, Digest head, List<Sketch> shown) {
    tell(() -> listener.witnessed(model, by, head, shown));
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      log.error("a listener of the model server failed", e);
    }
  }
}
