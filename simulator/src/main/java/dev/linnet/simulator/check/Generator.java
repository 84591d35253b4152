package dev.linnet.simulator.check;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.simulator.CrashPoint;
import dev.linnet.simulator.Quality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a scenario from a seed. Small worlds, many kinds of trouble: a bug that needs a thousand
 * nodes to show mostly shows with seven. A new part of a plan is drawn in {@link PlanDraws}, a new
 * fault in {@link #fault}, a new order in {@link #order}.
 */
final class Generator {
  private static final List<String> REGIONS = List.of("asia", "eu", "na", "sa");
  private static final int MAX_NODES = 12;
  private static final List<String> CLASSES = List.of("camera", "gateway");
  private static final long FIRST_MILLIS = 4_000;

  private final Random random;
  private final long seed;
  private final Map<String, Integer> regions = new TreeMap<>();
  private final List<NodeName> nodes = new ArrayList<>();
  private final Set<NodeName> absent = new TreeSet<>();
  private final Set<NodeName> liars = new TreeSet<>();
  private final Set<NodeName> narrow = new TreeSet<>();
  private final SortedMap<NodeName, String> classes = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Long> announcedAtMillis = new ArrayList<>();
  private int announcements;
  private Optional<Orders.Release> latest = Optional.empty();
  private long endMillis;

  private final PlanDraws plans;

  private Generator(long seed) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    drawNodes();
    if (oneIn(3)) {
      drawClasses();
    }
    this.plans = new PlanDraws(seed, regions, profiles());
  }

  static Scenario scenario(long seed) {
    return new Generator(seed).draw();
  }

  private Scenario draw() {
    drawRollouts();
    int faults = random.nextInt(7);
    for (int i = 0; i < faults; i++) {
      fault(between(1_000, endMillis));
    }
    int orders = oneIn(2) ? 1 + random.nextInt(2) : 0;
    for (int i = 0; i < orders; i++) {
      // What comes while a rollout spreads decides most.
      long early = oneOf(announcedAtMillis) + between(300, 8_000);
      order(oneIn(3) ? between(FIRST_MILLIS + 1_000, endMillis) : early);
    }
    for (NodeName liar : liars) {
      int lies = 2 + random.nextInt(4);
      for (int i = 0; i < lies; i++) {
        Liar.Lie kind = oneOf(List.of(Liar.Lie.values()));
        boolean urgent = kind == Liar.Lie.MANIFEST;
        long soon = oneOf(announcedAtMillis) + between(20, urgent ? 250 : 6_000);
        long at = urgent || oneIn(2) ? soon : between(FIRST_MILLIS + 500, endMillis);
        int known = (int) announcedAtMillis.stream().filter(announced -> announced < at).count();
        steps.add(
            new Step(
                at, new Lies.Told(liar, kind, urgent ? known - 1 : random.nextInt(announcements))));
      }
    }
    for (NodeName late : absent) {
      steps.add(new Step(between(FIRST_MILLIS, endMillis), new Faults.Restart(late, false)));
    }
    steps.addAll(TrustOrders.drawn(seed, nodes, announcedAtMillis));
    steps.addAll(
        Thefts.drawn(seed, plans.signatures(), nodes, announcedAtMillis, latest.orElseThrow()));
    steps.sort(Comparator.comparingLong(Step::atMillis));
    steps.addAll(OldNews.drawn(seed, nodes, liars, List.copyOf(steps), endMillis + 20_000));
    steps.sort(Comparator.comparingLong(Step::atMillis));
    endMillis = Math.max(endMillis, steps.get(steps.size() - 1).atMillis());
    boolean together = regions.size() == 1 || !oneIn(10);
    return new Scenario(
        seed,
        regions,
        absent,
        liars,
        plans.profiles(),
        plans.signatures(),
        plans.start(),
        steps,
        endMillis + 1_000,
        together);
  }

  /** What nodes are for the sake of versions that do not fit or fail on some of them. */
  private SortedMap<NodeName, Profile> profiles() {
    SortedMap<NodeName, Profile> profiles = new TreeMap<>();
    for (NodeName node : nodes) {
      String deviceClass = classes.get(node);
      profiles.put(
          node,
          new Profile(
              deviceClass == null ? Map.of() : Map.of(Profile.DEVICE_CLASS, deviceClass),
              narrow.contains(node) ? Map.of("onnx.opset.max", "" + World.OLD_OPSET) : Map.of()));
    }
    return profiles;
  }

  private void drawNodes() {
    int count = 2 + (oneIn(2) ? 1 : 0) + (oneIn(6) ? 1 : 0);
    int left = MAX_NODES;
    for (int i = 0; i < count; i++) {
      int most = Math.min(7, left - (count - i - 1));
      int size = 1 + random.nextInt(oneIn(3) ? most : Math.min(4, most));
      regions.put(REGIONS.get(i), size);
      left -= size;
      for (int n = 1; n <= size; n++) {
        nodes.add(new NodeName(REGIONS.get(i) + "-" + n));
      }
    }
    for (NodeName node : nodes) {
      boolean first = node.value().endsWith("-1");
      if (!first && oneIn(12)) {
        absent.add(node);
      }
      if (oneIn(10)) {
        narrow.add(node);
      }
    }
    if (oneIn(3)) {
      liars.add(oneOf(nodes));
    }
  }

  private void drawClasses() {
    for (NodeName node : nodes) {
      if (!oneIn(6)) {
        classes.put(node, oneOf(CLASSES));
      }
    }
  }

  private void drawRollouts() {
    int models = oneIn(5) ? 2 : 1;
    long last = 0;
    for (int model = 1; model <= models; model++) {
      String name = "model" + model;
      long at = FIRST_MILLIS + random.nextInt(1_000);
      int releases = 1 + random.nextInt(3);
      List<Orders.Release> known = new ArrayList<>();
      for (int version = 1; version <= releases; version++) {
        Orders.Release release = release(name, "" + version, version == 1);
        announce(at, oneOf(nodes), release, version == 1 ? Orders.Slip.NONE : plans.slip());
        announcedAtMillis.add(at);
        known.add(release);
        if (version > 1 && oneIn(6)) {
          race(at, name, "" + version);
        }
        last = Math.max(last, at);
        at += between(3_000, 25_000);
      }
      last = Math.max(last, again(last, known));
    }
    endMillis = last + between(8_000, 20_000);
  }

  private void announce(long at, NodeName door, Orders.Release release, Orders.Slip slip) {
    steps.add(new Step(at, new Orders.Announce(door, release, slip)));
    announcements++;
    latest = Optional.of(release);
  }

  /** Announces a version once more: to go back on purpose, or to try again what was rolled back. */
  private long again(long last, List<Orders.Release> known) {
    long at = last;
    for (int i = plans.repetitions(); i > 0; i--) {
      at += plans.between(2_000, 15_000);
      Orders.Release plan = known.get(known.size() - 1);
      announce(at, plans.oneOf(nodes), plan.of(plans.worst(known)), plans.slip());
    }
    return at;
  }

  /** Two operators on two sides of a cut announce one generation. */
  private void race(long at, String model, String version) {
    List<NodeName> one = new ArrayList<>(nodes);
    Collections.shuffle(one, random);
    List<NodeName> other = new ArrayList<>(one.subList(one.size() / 2, one.size()));
    one.removeAll(other);
    if (one.isEmpty()) {
      return;
    }
    steps.add(new Step(at - 200, new Faults.Cut(one, other, true)));
    for (List<NodeName> side : List.of(one, other)) {
      Orders.Release release = release(model, version + "-by-" + side.get(0), false);
      announce(at + random.nextInt(500), oneOf(side), release, Orders.Slip.NONE);
    }
    steps.add(new Step(at + between(2_000, 20_000), new Faults.Heal()));
  }

  private Orders.Release release(String model, String version, boolean first) {
    List<String> order = new ArrayList<>(regions.keySet());
    Collections.shuffle(order, random);
    if (!first && order.size() > 1 && oneIn(8)) {
      order.remove(0);
    }
    List<List<String>> waves = new ArrayList<>();
    for (String region : order) {
      if (waves.isEmpty() || !oneIn(4)) {
        waves.add(new ArrayList<>());
      }
      waves.get(waves.size() - 1).add(region);
    }
    return new Orders.Release(
        model,
        version,
        first && !oneIn(6) ? Quality.GOOD : quality(),
        plans.waves(
            waves,
            oneIn(4) ? between(5_000, 15_000) : between(0, 5_000),
            oneIn(3) ? 0 : 20,
            1 + random.nextInt(3)),
        oneOf(List.of(OnFailure.values())),
        oneIn(4) ? World.NEW_OPSET : World.OLD_OPSET,
        oneIn(6) ? between(5_000, 30_000) : null,
        freshnessMillis());
  }

  /** Off, as short as a run's cuts and stops or shorter, or as long as the default. */
  private long freshnessMillis() {
    int kind = random.nextInt(6);
    return kind == 0 ? 0 : kind <= 3 ? between(5_000, 20_000) : 600_000;
  }

  private Quality quality() {
    int kind = random.nextInt(8);
    if (kind < 4) {
      return Quality.GOOD;
    }
    if (kind == 4) {
      return Quality.BROKEN;
    }
    // So rarely that some nodes find it, and not enough to roll it back.
    double seldom = 0.07;
    double share = kind == 5 ? 0.3 : kind == 6 ? seldom : 0.9;
    if (!classes.isEmpty() && oneIn(2)) {
      return Quality.failingOn(oneOf(CLASSES), share);
    }
    return Quality.failingIn(oneOf(List.copyOf(regions.keySet())), share);
  }

  private void fault(long at) {
    NodeName node = oneOf(nodes);
    long later = at + between(500, 20_000);
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        steps.add(new Step(at, new Faults.Crash(node, null)));
        steps.add(new Step(later, new Faults.Restart(node, oneIn(3))));
      }
      case 2, 3 -> {
        steps.add(new Step(at, new Faults.Crash(node, oneOf(List.of(CrashPoint.values())))));
        steps.add(new Step(later, new Faults.Restart(node, false)));
      }
      case 4 -> {
        long early = oneOf(announcedAtMillis) + between(100, 8_000);
        steps.add(new Step(oneIn(2) ? early : at, new Faults.Stop(node, between(500, 30_000))));
      }
      case 5 -> {
        steps.add(new Step(at, new Faults.Slow(node, between(100, 3_000))));
        steps.add(new Step(later, new Faults.Slow(node, 0)));
      }
      case 6 -> steps.add(new Step(at, new Faults.WallClock(node, between(0, 120_000) - 60_000)));
      case 7, 8 -> {
        steps.add(new Step(at, cut()));
        steps.add(new Step(later, new Faults.Heal()));
      }
      case 9 -> {
        Faults.Noise noise =
            new Faults.Noise(
                random.nextDouble() * 0.4, random.nextDouble() * 0.5, between(0, 5_000));
        steps.add(new Step(at, noise));
        steps.add(new Step(later, new Faults.Noise(0, 0, 0)));
      }
      case 10 -> {
        List<String> names = List.copyOf(regions.keySet());
        steps.add(new Step(at, new Faults.Delay(oneOf(names), oneOf(names), between(100, 5_000))));
      }
      default -> {
        if (oneIn(2)) {
          List<String> names = List.copyOf(regions.keySet());
          steps.add(new Step(at, new Faults.LoseRegion(oneOf(names))));
        }
      }
    }
  }

  /** A region from all, one region from another, or any nodes from any. */
  private Faults.Cut cut() {
    boolean bothWays = !oneIn(3);
    String region = oneOf(List.copyOf(regions.keySet()));
    List<NodeName> inside =
        new ArrayList<>(
            nodes.stream().filter(node -> node.value().startsWith(region + "-")).toList());
    List<NodeName> outside = new ArrayList<>(nodes);
    outside.removeAll(inside);
    if (oneIn(2)) {
      return new Faults.Cut(inside, outside, bothWays);
    }
    Collections.shuffle(inside, random);
    List<NodeName> half = List.copyOf(inside.subList(0, (inside.size() + 1) / 2));
    List<NodeName> others = new ArrayList<>(nodes);
    others.removeAll(half);
    return new Faults.Cut(half, others, bothWays);
  }

  private void order(long at) {
    Control.Action action = oneOf(List.of(Control.Action.values()));
    int before = (int) announcedAtMillis.stream().filter(announced -> announced < at).count();
    int rollout = oneIn(3) ? random.nextInt(announcements) : Math.max(0, before - 1);
    int place = random.nextInt(4);
    steps.add(new Step(at, new Orders.Direct(oneOf(nodes), rollout, action, 1, place)));
    if (oneIn(2)) {
      Control.Action next =
          action == Control.Action.PAUSE || oneIn(2) ? Control.Action.RESUME : Control.Action.PAUSE;
      long then = at + random.nextInt(8_000);
      steps.add(
          new Step(
              then, new Orders.Direct(oneOf(nodes), rollout, next, 1 + random.nextInt(2), place)));
    }
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  private long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least));
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
