package dev.linnet.soak;

import dev.linnet.demo.scenes.SceneModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All versions that were ever announced, and what there is to know of them. */
final class Versions {
  /** What a version is meant to come to. */
  enum Fate {
    GOOD,
    /** Its golden test asks for what it does not answer: nobody may ever serve it. */
    FAILS_ITS_TRIAL,
    /** Differs from the one before wherever a camera sees daylight. */
    FAILS_IN_DAYLIGHT
  }

  /**
   * A version.
   *
   * @param regions in the order of its waves
   * @param rollout empty until it was announced
   */
  record Known(
      String version,
      Fate fate,
      SceneModel model,
      List<String> regions,
      Optional<String> rollout) {}

  private final Map<String, Known> all = new LinkedHashMap<>();

  synchronized void put(Known known) {
    all.put(known.version(), known);
  }

  synchronized Optional<Known> of(String version) {
    return Optional.ofNullable(all.get(version));
  }

  synchronized List<Known> announced() {
    return all.values().stream().filter(each -> each.rollout().isPresent()).toList();
  }

  /** The one announced last. */
  synchronized Optional<Known> last() {
    List<Known> announced = new ArrayList<>(announced());
    return announced.isEmpty()
        ? Optional.empty()
        : Optional.of(announced.get(announced.size() - 1));
  }
}
