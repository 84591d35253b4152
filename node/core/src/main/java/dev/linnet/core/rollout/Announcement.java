package dev.linnet.core.rollout;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.trust.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as an operator signed it. Its id is that of its envelope.
 *
 * @param plan resolved: every wave names its regions
 * @param manifest the version, whole
 * @param epoch raised only by a new trust root; the way back after a stolen key used up generations
 * @param generation counts per model; the higher one is the model's head
 * @param previous the head that the operator saw, or null
 * @param returnTo the rollout to go back to if this one fails, where it was proven; or null
 * @param retryOf the rollout whose manifest a quorum rolled back and which is tried again, or null
 * @param announcedAt by the operator's clock
 * @param expires after it no node opens
 * @param juries who judges, for every wave and region
 */
public record Announcement(
    String mesh,
    Plan plan,
    Digest manifest,
    long epoch,
    long generation,
    @Nullable Digest previous,
    @Nullable Digest returnTo,
    @Nullable Digest retryOf,
    Instant announcedAt,
    Instant expires,
    List<Jury> juries) {
  /** The type of the envelope around it. */
  public static final String PAYLOAD_TYPE = "application/vnd.linnet.rollout.v1+json";

  /** How far a generation may jump above the head; more would use up the counter. */
  public static final long MAX_GENERATION_JUMP = 1_000;

  /**
   * The jurors of one wave in one region, by name: a second certificate gives no second vote.
   *
   * @param classes the device class of each juror that has one
   */
  public record Jury(
      int wave,
      RegionName region,
      SortedSet<NodeName> jurors,
      SortedMap<NodeName, String> classes) {
    /** The most jurors of a region. */
    public static final int MAX_JURORS = 64;

    public Jury {
      jurors = Collections.unmodifiableSortedSet(new TreeSet<>(jurors));
      classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
      if (jurors.isEmpty() || jurors.size() > MAX_JURORS) {
        throw new IllegalArgumentException(
            "jury of region " + region + ": expected 1 to " + MAX_JURORS + " jurors");
      }
      if (!jurors.containsAll(classes.keySet())) {
        throw new IllegalArgumentException(
            "jury of region " + region + ": a device class of a node that is no juror");
      }
    }

    /** A jury in which no device class is told apart. */
    public Jury(int wave, RegionName region, SortedSet<NodeName> jurors) {
      this(wave, region, jurors, Collections.emptySortedMap());
    }

    /**
     * The device classes that are judged by themselves (rule 5): those with {@code minJurors} or
     * more of the jurors. A class that is the whole jury is judged as the region.
     */
    public SortedSet<String> judgedClasses(int minJurors) {
      if (classes.isEmpty()) {
        return Collections.emptySortedSet();
      }
      SortedMap<String, Integer> sizes = new TreeMap<>();
      classes.values().forEach(name -> sizes.merge(name, 1, Integer::sum));
      sizes.values().removeIf(size -> size < minJurors || size == jurors.size());
      return Collections.unmodifiableSortedSet(new TreeSet<>(sizes.keySet()));
    }

    /** The jurors of one device class, as a jury. */
    public Jury ofClass(String deviceClass) {
      SortedMap<NodeName, String> alike = new TreeMap<>(classes);
      alike.values().removeIf(name -> !name.equals(deviceClass));
      return new Jury(wave, region, new TreeSet<>(alike.keySet()), alike);
    }
  }

  public Announcement {
    juries = List.copyOf(juries);
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      for (RegionName region : plan.waves().get(wave).regions()) {
        if (jury(juries, wave, region).isEmpty()) {
          throw new IllegalArgumentException(
              "wave " + plan.waves().get(wave).name() + ": no jury for region " + region);
        }
      }
    }
    int places = plan.waves().stream().mapToInt(wave -> wave.regions().size()).sum();
    if (juries.size() > places) {
      throw new IllegalArgumentException(
          "juries: expected " + places + ", one for each region of a wave, got " + juries.size());
    }
  }

  public ModelName model() {
    return plan.model();
  }

  public String version() {
    return plan.version();
  }

  /** Whether the other supersedes this one. */
  public boolean isBelow(Announcement other) {
    return epoch != other.epoch ? epoch < other.epoch : generation < other.generation;
  }

  /**
   * The wave that a node is in: the one that pins it as a juror, else the first that selects it. A
   * juror stays one whatever becomes of its labels; it abstains if they do not fit any more.
   */
  public OptionalInt waveOf(Self self) {
    Optional<Jury> pinned = juryOf(self.region(), self.node());
    if (pinned.isPresent()) {
      return OptionalInt.of(pinned.get().wave());
    }
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      Wave planned = plan.waves().get(wave);
      if (planned.regions().contains(self.region()) && planned.selector().takes(mesh, self)) {
        return OptionalInt.of(wave);
      }
    }
    return OptionalInt.empty();
  }

  /** The jury that a node of a region sits in; it sits in one at the most. */
  public Optional<Jury> juryOf(RegionName region, NodeName node) {
    return juries.stream()
        .filter(jury -> jury.region().equals(region) && jury.jurors().contains(node))
        .findFirst();
  }

  /** What a juror lacks that its wave requires; empty for everybody else. */
  public Optional<String> misfit(Self self) {
    OptionalInt wave = waveOf(self);
    return wave.isPresent()
        ? plan.waves().get(wave.getAsInt()).selector().mismatch(self.profile())
        : Optional.empty();
  }

  /** Why no wave takes a node, by the last of those that take its region. */
  public String whyNotSelected(Self self) {
    String why = "no wave takes region " + self.region();
    for (Wave wave : plan.waves()) {
      if (wave.regions().contains(self.region())) {
        why =
            "wave "
                + wave.name()
                + " does not take this node: "
                + wave.selector()
                    .mismatch(self.profile())
                    .orElse("it is outside the share of " + wave.selector().share());
      }
    }
    return why;
  }

  /** Whether every node that {@code other} could take is taken by this one. */
  public boolean covers(Announcement other) {
    return other.plan().waves().stream()
        .allMatch(
            wave -> wave.regions().stream().allMatch(region -> covers(wave.selector(), region)));
  }

  /** Jurors may lie outside a share: only whole ones surely cover them. */
  private boolean covers(Selector selector, RegionName region) {
    Selector whole = new Selector(selector.requirements(), Share.WHOLE);
    return plan.waves().stream()
        .anyMatch(wave -> wave.regions().contains(region) && wave.selector().includes(whole));
  }

  /**
   * The device classes that a node is of: what its label says now and, of a juror, what it was
   * pinned with.
   */
  public SortedSet<String> deviceClasses(Self self) {
    SortedSet<String> classes = new TreeSet<>();
    self.profile().deviceClass().ifPresent(classes::add);
    for (Jury jury : juries) {
      String pinned = jury.classes().get(self.node());
      if (pinned != null && jury.region().equals(self.region())) {
        classes.add(pinned);
      }
    }
    return classes;
  }

  /** The panels of a jury: the whole of it, then the classes that it judges by themselves. */
  public List<Panel> panels(Jury jury) {
    List<Panel> panels = new ArrayList<>();
    panels.add(new Panel(jury.wave(), jury.region(), null));
    for (String name : jury.judgedClasses(plan.waves().get(jury.wave()).minJurors())) {
      panels.add(new Panel(jury.wave(), jury.region(), name));
    }
    return panels;
  }

  public Optional<Jury> jury(int wave, RegionName region) {
    return jury(juries, wave, region);
  }

  /** The jurors of a panel; empty if the plan has no such panel. */
  public Optional<Jury> jury(Panel panel) {
    String deviceClass = panel.deviceClass();
    Optional<Jury> whole = jury(panel.wave(), panel.region());
    return deviceClass == null
        ? whole
        : whole.filter(jury -> panels(jury).contains(panel)).map(jury -> jury.ofClass(deviceClass));
  }

  private static Optional<Jury> jury(List<Jury> juries, int wave, RegionName region) {
    for (Jury jury : juries) {
      if (jury.wave() == wave && jury.region().equals(region)) {
        return Optional.of(jury);
      }
    }
    return Optional.empty();
  }
}
