package dev.linnet.core.rollout;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a node's facts say of one rollout, at one moment.
 *
 * @param announcedBy the names of the operators who signed
 * @param abort the word that ended it for good, or null if there was none
 * @param lastSwitch the last word on pausing of those who may speak, or null if there was none
 * @param hold what keeps it from opening until a person acts on the mesh's trust, or null
 * @param promotedByHand where an operator's word takes the place of a verdict
 * @param verdicts proven by certificates, of whole juries and of device classes
 * @param judged whether any jury ever certified anything of it, also if its proof has lost its
 *     force
 * @param votes the latest vote of each kind, of the jurors of this node's region
 * @param doubted who equivocated in this rollout or was revoked: its HEALTHY is void
 */
public record Rollout(
    Digest id,
    Announcement announcement,
    SortedSet<String> announcedBy,
    @Nullable SignedControl abort,
    @Nullable SignedControl lastSwitch,
    @Nullable Hold hold,
    Set<Place> promotedByHand,
    Map<Panel, Verdict> verdicts,
    boolean judged,
    Map<Place, Map<NodeName, EnumMap<Ballot, Vote>>> votes,
    SortedSet<NodeName> doubted) {

  /** Of the rollouts of one model, the one that counts comes first. */
  public static final Comparator<Rollout> HEAD_FIRST =
      Comparator.comparingLong((Rollout rollout) -> rollout.announcement().epoch())
          .thenComparingLong(rollout -> rollout.announcement().generation())
          .reversed()
          .thenComparing(Rollout::id);

  /** What keeps a rollout from opening though no operator paused it. */
  public enum Hold {
    OPERATOR_REVOKED("its operator is revoked: another one must resume or abort it"),
    TRUST_ROOT_FORKED("the trust root forked: two roots of one version are signed");

    private final String sentence;

    Hold(String sentence) {
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }

  /** Where a wave is judged. */
  public record Place(int wave, RegionName region) {}

  /** What a certificate proved, and by how many votes on each side. */
  public record Verdict(Outcome outcome, int healthy, int unhealthy, int ineligible) {}

  public boolean aborted() {
    return abort != null;
  }

  public boolean paused() {
    return pause().isPresent();
  }

  /**
   * Why nothing opens it, if it is paused. A resume by those who may speak takes over what a
   * revoked operator announced; nothing mends a fork.
   */
  public Optional<Because> pause() {
    if (hold == Hold.TRUST_ROOT_FORKED) {
      return Optional.of(new Because.Held(hold));
    }
    if (lastSwitch != null) {
      return lastSwitch.control().action() == Control.Action.PAUSE
          ? Optional.of(new Because.Paused(lastSwitch))
          : Optional.empty();
    }
    return Optional.ofNullable(hold).map(Because.Held::new);
  }

  /**
   * Whether both were announced as the same generation, by operators who did not see each other.
   */
  public boolean races(Rollout other) {
    return announcement.model().equals(other.announcement.model())
        && announcement.epoch() == other.announcement.epoch()
        && announcement.generation() == other.announcement.generation()
        && !id.equals(other.id);
  }

  /** Whether the region passed: each of its panels promoted. */
  public boolean promoted(int wave, RegionName region) {
    return announcement
        .jury(wave, region)
        .filter(jury -> announcement.panels(jury).stream().allMatch(this::promoted))
        .isPresent();
  }

  /** By the panel's votes, or by hand; a rollback undoes both. */
  public boolean promoted(Panel panel) {
    Verdict verdict = verdicts.get(panel);
    return verdict == null
        ? promotedByHand.contains(panel.place())
        : verdict.outcome() == Outcome.PROMOTED;
  }

  /** Whether all promoted it who judge what a node is, in its wave of its region. */
  public boolean provenFor(Self self) {
    OptionalInt wave = announcement.waveOf(self);
    if (wave.isEmpty()) {
      return false;
    }
    SortedSet<String> classes = announcement.deviceClasses(self);
    Jury jury = announcement.jury(wave.getAsInt(), self.region()).orElseThrow();
    return announcement.panels(jury).stream()
        .filter(panel -> panel.deviceClass() == null || classes.contains(panel.deviceClass()))
        .allMatch(this::promoted);
  }

  /** Whether the whole jury of a region rolled it back. */
  public boolean rolledBack(int wave, RegionName region) {
    return rolledBack(new Panel(wave, region, null));
  }

  public boolean rolledBack(Panel panel) {
    Verdict verdict = verdicts.get(panel);
    return verdict != null && verdict.outcome() == Outcome.ROLLED_BACK;
  }

  /** The votes of a whole jury that this node holds, counted; empty where the plan has none. */
  public Optional<Tally> tally(int wave, RegionName region) {
    return tally(new Panel(wave, region, null));
  }

  /** The votes of a panel that this node holds, counted; empty where the plan has none. */
  public Optional<Tally> tally(Panel panel) {
    return announcement
        .jury(panel)
        .map(
            jury ->
                Tally.of(
                    jury,
                    announcement.plan().waves().get(panel.wave()),
                    worstBallots(panel.place()),
                    doubted));
  }

  private Function<NodeName, @Nullable Ballot> worstBallots(Place place) {
    Map<NodeName, EnumMap<Ballot, Vote>> cast = votes.getOrDefault(place, Map.of());
    return juror -> {
      EnumMap<Ballot, Vote> said = cast.get(juror);
      return said == null ? null : Collections.max(said.keySet());
    };
  }

  /** Whether every panel of every wave and region promoted. */
  public boolean finished() {
    return panels().allMatch(this::promoted);
  }

  /** Whether any panel proved that the version is bad. */
  public boolean rolledBackSomewhere() {
    return verdicts.values().stream().anyMatch(it -> it.outcome() == Outcome.ROLLED_BACK);
  }

  /** All who judge it. */
  Stream<Panel> panels() {
    return announcement.juries().stream().flatMap(jury -> announcement.panels(jury).stream());
  }
}
