package dev.linnet.core.rollout;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for or against a rollout at a node, as data; the sentence is made from it.
 *
 * <p>A node publishes the sentence in its directory record, so the sentence holds nothing that
 * changes with each vote.
 */
public sealed interface Because {
  Cause cause();

  /** For people. */
  String sentence();

  /** It was opened here and nothing speaks against it. */
  record Opened() implements Because {
    @Override
    public Cause cause() {
      return Cause.OPENED;
    }

    @Override
    public String sentence() {
      return "it serves here and nothing speaks against it";
    }
  }

  /** All that opening needs is there. */
  record Opens(String wave) implements Because {
    @Override
    public Cause cause() {
      return Cause.OPENS;
    }

    @Override
    public String sentence() {
      return "wave " + wave + " is open";
    }
  }

  /**
   * The node's own region promoted it.
   *
   * @param verdict what its jury voted, or null if an operator promoted the region by hand
   */
  record ProvenHere(RegionName region, @Nullable Verdict verdict) implements Because {
    @Override
    public Cause cause() {
      return Cause.PROVEN_HERE;
    }

    @Override
    public String sentence() {
      return verdict == null
          ? "an operator promoted it in region " + region
          : "region " + region + " promoted it";
    }
  }

  /**
   * A region of a wave before must promote first, or a device class there; of several, the first in
   * the order of the announcement's juries.
   *
   * @param jurors how many judge there
   * @param promote how many HEALTHY votes it takes if none of them abstains
   */
  record Waiting(String wave, Panel panel, int jurors, int promote) implements Because {
    @Override
    public Cause cause() {
      return Cause.WAITING;
    }

    @Override
    public String sentence() {
      return panel.words() + " of wave " + wave + " has not promoted it yet";
    }
  }

  /**
   * Too few jurors of a region were heard lately; of several regions, the first in the plan's order
   * after this node's own.
   *
   * @param silentNanos how long ago any of them was heard; empty if none was
   */
  record Stale(RegionName region, OptionalLong silentNanos) implements Because {
    @Override
    public Cause cause() {
      return Cause.STALE;
    }

    @Override
    public String sentence() {
      if (silentNanos.isEmpty()) {
        return "no news from " + region + " yet";
      }
      Duration ago = Duration.ofNanos(silentNanos.getAsLong());
      return "last news from "
          + region
          + ": "
          + (ago.toHours() < 2 ? ago.toMinutes() + " min ago" : ago.toHours() + " h ago");
    }
  }

  /** This node lost its disk, and with it what it may have said of the rollout. */
  record WithoutDisk() implements Because {
    @Override
    public Cause cause() {
      return Cause.STALE;
    }

    @Override
    public String sentence() {
      return "this node came up without its disk and asks its region first";
    }
  }

  /** An operator paused it. */
  record Paused(SignedControl control) implements Because {
    @Override
    public Cause cause() {
      return Cause.PAUSED;
    }

    @Override
    public String sentence() {
      return control.sentence("paused it");
    }
  }

  /** Nothing opens it until a person acts on the mesh's trust. */
  record Held(Rollout.Hold hold) implements Because {
    @Override
    public Cause cause() {
      return Cause.PAUSED;
    }

    @Override
    public String sentence() {
      return hold.sentence();
    }
  }

  /** An operator ended it for good. */
  record Aborted(SignedControl control) implements Because {
    @Override
    public Cause cause() {
      return Cause.ABORTED;
    }

    @Override
    public String sentence() {
      return control.sentence("aborted it");
    }
  }

  /** A region or a device class there rolled it back, and by the plan that covers this node. */
  record RolledBack(Panel panel, Verdict verdict) implements Because {
    @Override
    public Cause cause() {
      return Cause.ROLLED_BACK;
    }

    @Override
    public String sentence() {
      return panel.words() + " rolled it back" + votes(verdict);
    }
  }

  /**
   * A region or a device class there rolled it back; what runs here may stay, but nothing opens any
   * more.
   */
  record Halted(Panel panel, Verdict verdict) implements Because {
    @Override
    public Cause cause() {
      return Cause.HALTED;
    }

    @Override
    public String sentence() {
      return "it is halted: " + panel.words() + " rolled it back" + votes(verdict);
    }
  }

  /**
   * Its wave has windows, and none of them is open by this node's clock.
   *
   * @param opens when one is; null if none ever is
   */
  record OutsideWindow(String wave, @Nullable Instant opens) implements Because {
    @Override
    public Cause cause() {
      return Cause.OUTSIDE_WINDOW;
    }

    @Override
    public String sentence() {
      return "wave "
          + wave
          + " is outside its window"
          + (opens == null ? ", which never opens" : ", which opens at " + opens);
    }
  }

  /** The same manifest was rolled back before, and the announcement does not say so. */
  record RolledBackBefore(Digest rollout) implements Because {
    @Override
    public Cause cause() {
      return Cause.ROLLED_BACK_BEFORE;
    }

    @Override
    public String sentence() {
      return "its manifest was rolled back as " + rollout.brief() + ", and it does not retry that";
    }
  }

  /** Its time to open is over. */
  record Expired(Instant expires) implements Because {
    @Override
    public Cause cause() {
      return Cause.EXPIRED;
    }

    @Override
    public String sentence() {
      return "it expired at " + expires;
    }
  }

  /** A higher generation came before the node's region had proved it. */
  record Superseded(Digest head, RegionName region) implements Because {
    @Override
    public Cause cause() {
      return Cause.SUPERSEDED;
    }

    @Override
    public String sentence() {
      return "superseded by " + head.brief() + " before region " + region + " proved it";
    }
  }

  /** The plan does not take this node. */
  record NotSelected(RegionName region, String why) implements Because {
    @Override
    public Cause cause() {
      return Cause.NOT_SELECTED;
    }

    @Override
    public String sentence() {
      return why;
    }
  }

  /** The model asks for what this node has not got. */
  record Ineligible(String misfit) implements Because {
    @Override
    public Cause cause() {
      return Cause.INELIGIBLE;
    }

    @Override
    public String sentence() {
      return misfit;
    }
  }

  /** It failed on this node, and is never tried here again. */
  record FailedHere(String failure) implements Because {
    @Override
    public Cause cause() {
      return Cause.FAILED_HERE;
    }

    @Override
    public String sentence() {
      return "it failed on this node: " + failure;
    }
  }

  private static String votes(Verdict verdict) {
    return " by " + verdict.unhealthy() + (verdict.unhealthy() == 1 ? " vote" : " votes");
  }
}
