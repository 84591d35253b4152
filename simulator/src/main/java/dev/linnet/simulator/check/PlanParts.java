package dev.linnet.simulator.check;

import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import java.util.ArrayList;
import java.util.List;

/** Names what is uncommon in a plan, so that a reader sees how often it was announced. */
final class PlanParts {
  private PlanParts() {}

  static List<String> of(Announcement announcement) {
    List<String> parts = new ArrayList<>();
    for (Wave wave : announcement.plan().waves()) {
      if (!wave.selector().requirements().isEmpty()) {
        parts.add("plan-selector");
      }
      if (!wave.selector().share().equals(Share.WHOLE)) {
        parts.add("plan-share");
      }
      if (!wave.windows().isEmpty()) {
        parts.add("plan-window");
      }
      if (wave.deadline() != null) {
        parts.add(wave.deadline().unhealthy() ? "plan-deadline" : "plan-mild-deadline");
      }
    }
    if (announcement.retryOf() != null) {
      parts.add("plan-retry");
    }
    if (announcement.returnTo() != null) {
      parts.add("plan-return-to");
    }
    if (announcement.plan().freshness().isZero()) {
      parts.add("plan-freshness-off");
    }
    if (announcement.epoch() > 0) {
      parts.add("plan-new-epoch");
    }
    return parts;
  }
}
