package dev.linnet.core;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Control.Action;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.SignedControl;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What people are told when an operator takes hold of a rollout that is under way. */
final class ControlNotices {
  private ControlNotices() {}

  /**
   * Of a word that just came, and {@code rollout} with it; empty if it changes nothing, as a pause
   * of what is aborted does or a resume that came after a later pause.
   */
  static Optional<Notice> of(SignedControl said, Rollout rollout) {
    return isInForce(said, rollout) ? Optional.of(notice(said, rollout)) : Optional.empty();
  }

  private static boolean isInForce(SignedControl said, Rollout rollout) {
    Action action = said.control().action();
    return switch (action) {
      case ABORT -> true;
      case PAUSE, RESUME ->
          !rollout.aborted()
              && said.equals(rollout.lastSwitch())
              && rollout.paused() == (action == Action.PAUSE);
      case PROMOTE ->
          !rollout.aborted()
              && rollout.promotedByHand().stream()
                  .anyMatch(
                      place ->
                          Integer.valueOf(place.wave()).equals(said.control().wave())
                              && place.region().equals(said.control().region()));
    };
  }

  private static Notice notice(SignedControl said, Rollout rollout) {
    Control control = said.control();
    String version =
        "version " + rollout.announcement().version() + " of " + rollout.announcement().model();
    String deed =
        switch (control.action()) {
          case ABORT -> "aborted " + version;
          case PAUSE -> "paused " + version;
          case RESUME -> "resumed " + version;
          case PROMOTE -> "promoted " + version + " by hand in region " + control.region();
        };
    return new Notice(
        control.action() == Action.ABORT ? Notice.Severity.WARNING : Notice.Severity.INFO,
        kind(control.action()),
        said.sentence(deed),
        about(said, rollout));
  }

  private static String kind(Action action) {
    return switch (action) {
      case ABORT -> "ROLLOUT_ABORTED";
      case PAUSE -> "ROLLOUT_PAUSED";
      case RESUME -> "ROLLOUT_RESUMED";
      case PROMOTE -> "PROMOTED_BY_HAND";
    };
  }

  private static Map<String, String> about(SignedControl said, Rollout rollout) {
    Map<String, String> about = new TreeMap<>();
    about.put("rollout", rollout.id().hex());
    about.put("model", rollout.announcement().model().value());
    about.put("operators", String.join(", ", said.operators()));
    Integer wave = said.control().wave();
    RegionName region = said.control().region();
    if (wave != null && region != null) {
      about.put("wave", wave.toString());
      about.put("region", region.value());
    }
    return about;
  }
}
