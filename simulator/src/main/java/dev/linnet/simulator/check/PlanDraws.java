package dev.linnet.simulator.check;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Requirement.Operator;
import dev.linnet.core.rollout.Requirement.Subject;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.SimulatedMesh;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws what narrows the waves of a run's plans, and what its nodes are and the clocks show by
 * which they are narrowed. From a stream of its own, so that runs without it stay what they are;
 * most have none or one of these, few have all.
 */
final class PlanDraws {
  private static final long STREAM = 0x8CB92BA72F3D8DD7L;
  private static final List<Share> SHARES =
      List.of(new Share(1, 10), new Share(1, 4), new Share(1, 3), new Share(1, 2));

  /** With an hour's and half an hour's summer time, and without; of quarters of an hour. */
  private static final List<String> ZONES =
      List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC");

  private static final List<String> SITES = List.of("field", "lab");
  private static final List<String> ARCHITECTURES = List.of("x86_64", "aarch64");
  private static final List<Long> MEMORY_BYTES = List.of(1_000_000_000L, 4_000_000_000L);

  private final Random random;
  private final Map<String, Integer> regions;
  private final SortedMap<NodeName, Profile> profiles = new TreeMap<>();
  private final boolean labelled;
  private final boolean shared;
  private final boolean windowed;
  private final boolean hurried;
  private final boolean repeated;
  private final int signatures;
  private final String zone;
  private final Instant start;

  /**
   * Draws for one run.
   *
   * @param regions how many nodes each region has
   * @param profiles what nodes are besides
   */
  PlanDraws(long seed, Map<String, Integer> regions, SortedMap<NodeName, Profile> profiles) {
    this.random = new Random(seed * STREAM);
    this.regions = regions;
    this.labelled = oneIn(4);
    this.shared = oneIn(5);
    this.windowed = oneIn(5);
    this.hurried = oneIn(5);
    this.repeated = oneIn(3);
    this.signatures = oneIn(6) ? 2 : 1;
    this.zone = oneOf(ZONES);
    this.start = windowed ? drawStart() : SimulatedMesh.USUAL_START;
    profiles.forEach((node, profile) -> this.profiles.put(node, drawProfile(profile)));
  }

  SortedMap<NodeName, Profile> profiles() {
    return profiles;
  }

  int signatures() {
    return signatures;
  }

  /** What right clocks show at the beginning. */
  Instant start() {
    return start;
  }

  /** Just before midnight, or before the clocks of the zone change, or at no special time. */
  private Instant drawStart() {
    Instant usual = SimulatedMesh.USUAL_START;
    long beforeMillis = between(0, 40_000);
    ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(usual);
    if (change != null && oneIn(2)) {
      change = ZoneId.of(zone).getRules().nextTransition(change.getInstant());
    }
    if (change != null && !oneIn(3)) {
      return change.getInstant().minusMillis(beforeMillis);
    }
    return oneIn(2)
        ? usual
        : usual
            .atZone(ZoneId.of(zone))
            .toLocalDate()
            .plusDays(1)
            .atStartOfDay(ZoneId.of(zone))
            .toInstant()
            .minusMillis(beforeMillis);
  }

  private Profile drawProfile(Profile profile) {
    Map<String, String> labels = new TreeMap<>(profile.labels());
    Map<String, String> capabilities = new TreeMap<>(profile.capabilities());
    if (labelled) {
      if (!oneIn(4)) {
        labels.put("site", oneOf(SITES));
      }
      capabilities.put("arch", oneOf(ARCHITECTURES));
      capabilities.put("memory.bytes", "" + oneOf(MEMORY_BYTES));
    }
    if (windowed && !oneIn(3)) {
      capabilities.put(Window.ZONE_CAPABILITY, oneIn(6) ? "Mars/Olympus_Mons" : oneOf(ZONES));
    }
    return new Profile(labels, capabilities);
  }

  /** How often a version is announced once more. */
  int repetitions() {
    return repeated ? 1 + random.nextInt(2) : 0;
  }

  /** A version to announce once more: mostly one that may have been rolled back. */
  Orders.Release worst(List<Orders.Release> known) {
    List<Orders.Release> bad =
        known.stream().filter(release -> !release.quality().equals(Quality.GOOD)).toList();
    return bad.isEmpty() || oneIn(4) ? oneOf(known) : oneOf(bad);
  }

  Orders.Slip slip() {
    return !repeated
        ? Orders.Slip.NONE
        : oneIn(3)
            ? Orders.Slip.SILENT_RETRY
            : oneIn(3) ? Orders.Slip.RETURN_TO_HEAD : Orders.Slip.NONE;
  }

  /**
   * The waves of a plan.
   *
   * @param order the regions of each wave, were nothing narrowed
   */
  List<Wave> waves(List<List<String>> order, long bakeMillis, int minRequests, int minJurors) {
    List<Wave> waves = new ArrayList<>();
    for (List<String> there : order) {
      List<String> left = there;
      if (labelled && oneIn(2)) {
        Selector selector = new Selector(List.of(drawRequirement(there)), Share.WHOLE);
        add(waves, taken(selector, there), selector, bakeMillis, minRequests, minJurors);
        left = notAllTaken(selector, there);
        if (oneIn(3)) {
          continue;
        }
      }
      if (shared && oneIn(2)) {
        List<String> large = left.stream().filter(region -> size(region) > minJurors).toList();
        Selector selector = new Selector(List.of(), oneOf(SHARES));
        add(waves, large, selector, bakeMillis, minRequests, minJurors);
      }
      add(waves, left, Selector.EVERYONE, bakeMillis, minRequests, minJurors);
    }
    return List.copyOf(waves);
  }

  private void add(
      List<Wave> waves,
      List<String> where,
      Selector selector,
      long bakeMillis,
      int minRequests,
      int minJurors) {
    if (where.isEmpty()) {
      return;
    }
    boolean hurries = hurried && oneIn(2);
    waves.add(
        new Wave(
            "wave-" + (waves.size() + 1),
            where.stream().map(RegionName::new).toList(),
            selector,
            windowed && !oneIn(3) ? windows() : List.of(),
            hurries ? drawDeadline() : null,
            Duration.ofMillis(bakeMillis),
            hurries && oneIn(2) ? 100 : minRequests,
            Gate.defaults(),
            Share.TWO_THIRDS,
            minJurors));
  }

  private Deadline drawDeadline() {
    return new Deadline(Duration.ofMillis(between(2_000, 25_000)), !oneIn(3));
  }

  /** One that at least some node of these regions meets. */
  private Requirement drawRequirement(List<String> where) {
    List<NodeName> there =
        profiles.keySet().stream().filter(node -> where.contains(region(node))).toList();
    Profile model = Objects.requireNonNull(profiles.get(oneOf(there)));
    String site = model.labels().get("site");
    String arch = model.capabilities().get("arch");
    return switch (random.nextInt(5)) {
      case 0 -> Requirement.atLeast("memory.bytes", oneOf(MEMORY_BYTES));
      case 1 ->
          new Requirement(
              Subject.CAPABILITY,
              "arch",
              Operator.IN,
              List.of("x86_64".equals(arch) ? oneOf(List.of("amd64", "x86_64")) : "arm64"));
      case 2 ->
          new Requirement(
              Subject.LABEL,
              Profile.DEVICE_CLASS,
              model.deviceClass().isPresent() ? Operator.EXISTS : Operator.DOES_NOT_EXIST,
              List.of());
      default ->
          site == null
              ? new Requirement(Subject.LABEL, "site", Operator.NOT_IN, SITES)
              : oneIn(2)
                  ? Requirement.label("site", site)
                  : new Requirement(
                      Subject.LABEL,
                      "site",
                      Operator.NOT_IN,
                      SITES.stream().filter(other -> !other.equals(site)).toList());
    };
  }

  private List<String> taken(Selector selector, List<String> where) {
    return where.stream()
        .filter(region -> profilesIn(region).stream().anyMatch(it -> meets(selector, it)))
        .toList();
  }

  private List<String> notAllTaken(Selector selector, List<String> where) {
    return where.stream()
        .filter(region -> !profilesIn(region).stream().allMatch(it -> meets(selector, it)))
        .toList();
  }

  private static boolean meets(Selector selector, Profile profile) {
    return selector.mismatch(profile).isEmpty();
  }

  private List<Profile> profilesIn(String region) {
    List<Profile> there = new ArrayList<>();
    profiles.forEach(
        (node, profile) -> {
          if (region(node).equals(region)) {
            there.add(profile);
          }
        });
    return there;
  }

  private static String region(NodeName node) {
    return node.value().substring(0, node.value().lastIndexOf('-'));
  }

  private int size(String region) {
    return regions.getOrDefault(region, 0);
  }

  private List<Window> windows() {
    return oneIn(4) ? List.of(drawWindow(), drawWindow()) : List.of(drawWindow());
  }

  /** One that begins shortly before or within the run, by the clocks of the run's zone. */
  private Window drawWindow() {
    LocalDateTime begin =
        LocalDateTime.ofInstant(start.plusMillis(between(-20_000, 50_000)), ZoneId.of(zone))
            .truncatedTo(ChronoUnit.SECONDS);
    long seconds = oneOf(List.of(10L, 30L, 600L, 3_600L, 80_000L));
    TreeSet<DayOfWeek> days = new TreeSet<>(Arrays.asList(DayOfWeek.values()));
    if (oneIn(3)) {
      days.retainAll(List.of(begin.getDayOfWeek()));
    } else if (oneIn(3)) {
      days.remove(begin.getDayOfWeek());
    }
    return new Window(
        days,
        begin.toLocalTime(),
        begin.toLocalTime().plusSeconds(seconds),
        oneIn(3) ? Window.LOCAL : zone);
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least));
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
