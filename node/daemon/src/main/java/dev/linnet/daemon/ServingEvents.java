package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.serving.ModelServer;
import java.util.List;
import java.util.function.Consumer;

/** Tells the node what becomes of the versions that it has served. */
final class ServingEvents implements ModelServer.Listener {
  private final Consumer<Event> post;
  private final RoomWaits rooms;

  ServingEvents(Consumer<Event> post, Later later) {
    this.post = post;
    this.rooms = new RoomWaits(post, later);
  }

  @Override
  public void servingStarted(ModelName model, Digest manifest) {
    rooms.served(model);
    post.accept(new Event.ServingStarted(model, manifest));
  }

  @Override
  public void servingFailed(ModelName model, Digest manifest, String reason) {
    post.accept(new Event.ServingFailed(model, manifest, reason));
  }

  @Override
  public void servingLate(ModelName model, Digest manifest) {
    post.accept(new Event.ServingLate(model, manifest));
  }

  @Override
  public void servingPutOff(ModelName model, Digest manifest, String reason) {
    rooms.toServe(model, manifest, reason);
  }

  @Override
  public void uncompared(ModelName model, Digest manifest, String reason) {
    post.accept(new Event.Uncompared(model, manifest, reason));
  }

  @Override
  public void shadowFailed(ModelName model, Digest manifest, String reason) {
    post.accept(new Event.TrialFinished(manifest, false, reason));
  }

  @Override
  public void shadowPutOff(ModelName model, Digest manifest, String reason) {
    rooms.toShadow(model, manifest, reason);
  }

  @Override
  public void observed(ModelName model, Digest manifest, Observation observation) {
    post.accept(new Event.Observed(model, manifest, observation));
  }

  @Override
  public void witnessed(ModelName model, Digest by, Digest head, List<Sketch> shown) {
    post.accept(new Event.Witnessed(model, by, head, shown));
  }
}
