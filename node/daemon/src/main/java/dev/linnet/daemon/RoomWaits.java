package dev.linnet.daemon;

import dev.linnet.core.Event;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells the node of versions that the device had no room to load. Nothing is held against one at
 * first: after a wait the node decides anew, and orders it again if it is still wanted. Each wait
 * is short, since meanwhile the node takes no other version up and leaves none. A version that
 * waited for two minutes in all before it served does not fit in beside what the device does: it
 * has failed here.
 */
final class RoomWaits {
  private static final Duration MORE_EACH_TIME = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private record Waited(Digest manifest, Duration inAll) {}

  private final Consumer<Event> post;
  private final Later later;
  private final Map<ModelName, Waited> waited = new ConcurrentHashMap<>();

  RoomWaits(Consumer<Event> post, Later later) {
    this.post = post;
    this.later = later;
  }

  /** There was no room for a version that is to serve. */
  void toServe(ModelName model, Digest manifest, String reason) {
    Event failed = new Event.ServingFailed(model, manifest, sentence(reason));
    putOff(model, manifest, new Event.ServingLate(model, manifest), failed);
  }

  /** There was no room for a version that is to be in shadow. */
  void toShadow(ModelName model, Digest manifest, String reason) {
    Event failed = new Event.TrialFinished(manifest, false, sentence(reason));
    putOff(model, manifest, new Event.TrialPutOff(manifest), failed);
  }

  /** A version of the model serves: whichever finds no room next is waited for anew. */
  void served(ModelName model) {
    waited.remove(model);
  }

  private void putOff(ModelName model, Digest manifest, Event late, Event failed) {
    Waited before = waited.get(model);
    Duration inAll =
        before == null || !before.manifest().equals(manifest) ? Duration.ZERO : before.inAll();
    if (inAll.compareTo(PATIENCE) >= 0) {
      waited.remove(model);
      post.accept(failed);
      return;
    }
    Duration more = inAll.plus(MORE_EACH_TIME);
    Duration wait = more.compareTo(LONGEST) < 0 ? more : LONGEST;
    waited.put(model, new Waited(manifest, inAll.plus(wait)));
    later.run(wait, () -> post.accept(late));
  }

  private static String sentence(String reason) {
    return "the device had no room for it for " + PATIENCE.toSeconds() + " s: " + reason;
  }
}
