package dev.linnet.simulator.workload;

import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.simulator.engine.Simulation;
import java.util.function.IntPredicate;

/**
 * The spread of the product's {@code Gossip} by its rules and settings, for facts that are numbers:
 * pushed while few can have them, offered later, in the region and beyond it, and found by
 * comparing replicas where that missed. Whole nodes hold a quarter of a megabyte; here a node is
 * two rows of bits.
 *
 * <p>Nothing is lost, so that an offer to a node which holds a fact or asked for it changes
 * nothing: it is counted and not simulated.
 */
final class RegionalGossip {
  /** What a node does about a fact that it did not have. */
  interface Listener {
    void onTaken(Simulation simulation, int node, int fact);
  }

  static final int PUSH = 0;
  static final int OFFER = 1;
  static final int ASK = 2;
  static final int COMPARE = 3;
  static final int REGION_TIMER = 4;
  static final int WIDE_TIMER = 5;

  /** The first kind that is not of the gossip. */
  static final int OTHERS = 8;

  private static final int KIND_BITS = 5;
  private static final int HOPS_BITS = 8;
  private static final int PULLED = (1 << HOPS_BITS) - 1;
  private static final int HOPS_AT_THE_DOOR = 2;
  private static final int NOBODY = -1;

  private final Regions regions;
  private final IntPredicate isGlobal;
  private final Listener listener;
  private final GossipSettings settings = GossipSettings.DEFAULT;
  private final long ticksPerSecond;
  private final int facts;
  private final BitRows held;

  /** Held, or asked for and on its way. */
  private final BitRows expected;

  private final long[] messages;
  private final int[] picked;

  /**
   * @param facts how many there are, numbered from 0 on; those of one region may have the numbers
   *     of another's
   * @param isGlobal whether a fact goes beyond its region
   */
  RegionalGossip(
      Regions regions,
      int nodes,
      int facts,
      IntPredicate isGlobal,
      long ticksPerSecond,
      Listener listener) {
    this.regions = regions;
    this.isGlobal = isGlobal;
    this.listener = listener;
    this.ticksPerSecond = ticksPerSecond;
    this.facts = facts;
    this.held = new BitRows(nodes, facts);
    this.expected = new BitRows(nodes, facts);
    this.messages = new long[facts + 1];
    this.picked = new int[settings.pushes() + settings.offers() + 1];
  }

  /** Begins to compare replicas. */
  void start(Simulation simulation) {
    for (int node = 0; node < simulation.nodes(); node++) {
      again(simulation, node, REGION_TIMER, settings.regionPeriod().toMillis());
      if (regions.count() > 1) {
        again(simulation, node, WIDE_TIMER, settings.widePeriod().toMillis());
      }
    }
  }

  boolean holds(int node, int fact) {
    return held.get(node, fact);
  }

  /** How many messages were about a fact: pushes, offers, questions. */
  long messages(int fact) {
    return messages[fact];
  }

  /** How often one node compared its replica with another's. */
  long comparisons() {
    return messages[facts];
  }

  /** A word that comes back to {@link Workload#onEvent} with a kind of the caller's own. */
  static long word(int kind) {
    return kind;
  }

  static int kind(long word) {
    return (int) word & ((1 << KIND_BITS) - 1);
  }

  private static long word(int kind, int hops, int fact) {
    return (long) fact << (KIND_BITS + HOPS_BITS) | (long) hops << KIND_BITS | kind;
  }

  /** A node makes a fact. */
  void make(Simulation simulation, int node, int fact) {
    if (take(node, fact)) {
      spreadInRegion(simulation, node, NOBODY, 0, fact);
      spreadBeyond(simulation, node, NOBODY, 0, fact);
      listener.onTaken(simulation, node, fact);
    }
  }

  private boolean take(int node, int fact) {
    boolean unused = expected.set(node, fact);
    return held.set(node, fact);
  }

  void onEvent(Simulation simulation, int node, int from, long word) {
    int fact = (int) (word >>> (KIND_BITS + HOPS_BITS));
    int hops = (int) (word >>> KIND_BITS) & PULLED;
    switch (kind(word)) {
      case PUSH -> onPush(simulation, node, from, hops, fact);
      case OFFER -> onOffer(simulation, node, from, fact);
      case ASK -> send(simulation, node, from, PUSH, PULLED, fact);
      case COMPARE -> onCompare(simulation, node, from);
      case REGION_TIMER -> {
        again(simulation, node, REGION_TIMER, settings.regionPeriod().toMillis());
        if (regions.size() > 1) {
          int rank = simulation.drawBelow(regions.size() - 1);
          rank += rank >= regions.rank(node) ? 1 : 0;
          compare(simulation, node, regions.node(regions.of(node), rank));
        }
      }
      case WIDE_TIMER -> {
        again(simulation, node, WIDE_TIMER, settings.widePeriod().toMillis());
        compare(simulation, node, regions.door(simulation, otherRegion(simulation, node)));
      }
      default -> throw new IllegalArgumentException("no event of the gossip: " + word);
    }
  }

  private void again(Simulation simulation, int node, int timer, long periodMillis) {
    long periodTicks = periodMillis * ticksPerSecond / 1_000;
    simulation.after(
        node, periodTicks / 2 + simulation.drawBetween(0, periodTicks), word(timer, 0, 0));
  }

  private void onPush(Simulation simulation, int node, int from, int hops, int fact) {
    if (!take(node, fact)) {
      return;
    }
    boolean fromOutside = regions.of(from) != regions.of(node);
    boolean atTheDoor = fromOutside && hops < PULLED;
    spreadInRegion(simulation, node, from, atTheDoor ? HOPS_AT_THE_DOOR : hops, fact);
    if (fromOutside) {
      spreadBeyond(simulation, node, regions.of(from), hops, fact);
    }
    listener.onTaken(simulation, node, fact);
  }

  private void onOffer(Simulation simulation, int node, int from, int fact) {
    if (expected.set(node, fact)) {
      send(simulation, node, from, ASK, 0, fact);
    }
  }

  private void spreadInRegion(Simulation simulation, int node, int from, int hops, int fact) {
    int peers = regions.size() - 1;
    boolean early = isEarly(settings.pushes(), hops, peers);
    int pushes = early ? settings.pushes() : 0;
    int offers = hops == 0 || !early ? settings.offers() : 0;
    int count = pick(simulation, pushes + offers + (from == NOBODY ? 0 : 1), peers);
    int reached = 0;
    for (int i = 0; i < count && reached < pushes + offers; i++) {
      int rank = picked[i] + (picked[i] >= regions.rank(node) ? 1 : 0);
      int peer = regions.node(regions.of(node), rank);
      if (peer != from) {
        tell(simulation, node, peer, reached++ < pushes, hops, fact);
      }
    }
  }

  private void spreadBeyond(Simulation simulation, int node, int fromRegion, int hops, int fact) {
    if (!isGlobal.test(fact)) {
      return;
    }
    int own = regions.of(node);
    int others = regions.count() - 1;
    boolean early = isEarly(settings.widePushes(), hops, others);
    int pushes = early ? settings.widePushes() : 0;
    int offers = hops == 0 || !early ? settings.wideOffers() : 0;
    int count = pick(simulation, pushes + offers + (fromRegion == NOBODY ? 0 : 1), others);
    int reached = 0;
    for (int i = 0; i < count && reached < pushes + offers; i++) {
      int region = picked[i] + (picked[i] >= own ? 1 : 0);
      if (region != fromRegion) {
        int door = regions.door(simulation, region);
        tell(simulation, node, door, reached++ < pushes, hops, fact);
      }
    }
  }

  /** As {@code Gossip} has it: before half of all could have a fact, its copies seldom meet. */
  private static boolean isEarly(int fanout, int hops, int peers) {
    if (hops == 0) {
      return true;
    }
    long reached = fanout;
    for (int i = 0; i < hops && 2 * reached <= peers; i++) {
      reached *= fanout;
    }
    return 2 * reached <= peers;
  }

  private void tell(
      Simulation simulation, int node, int peer, boolean pushing, int hops, int fact) {
    if (pushing) {
      send(simulation, node, peer, PUSH, Math.min(hops + 1, PULLED), fact);
    } else if (expected.get(peer, fact)) {
      messages[fact]++;
    } else {
      send(simulation, node, peer, OFFER, 0, fact);
    }
  }

  private void send(Simulation simulation, int from, int to, int kind, int hops, int fact) {
    messages[fact]++;
    simulation.send(from, to, regions.delayTicks(simulation, from, to), word(kind, hops, fact));
  }

  private int otherRegion(Simulation simulation, int node) {
    int region = simulation.drawBelow(regions.count() - 1);
    return region + (region >= regions.of(node) ? 1 : 0);
  }

  private void compare(Simulation simulation, int node, int with) {
    messages[facts]++;
    simulation.send(node, with, regions.delayTicks(simulation, node, with), word(COMPARE, 0, 0));
  }

  /** Each asks for what the other has: the one in answer to an offer, the other at once. */
  private void onCompare(Simulation simulation, int node, int from) {
    boolean inRegion = regions.of(node) == regions.of(from);
    for (int at = 0; at < held.longs(); at++) {
      long differing = held.word(node, at) ^ held.word(from, at);
      while (differing != 0) {
        int fact = at * Long.SIZE + Long.numberOfTrailingZeros(differing);
        differing &= differing - 1;
        if (!inRegion && !isGlobal.test(fact)) {
          continue;
        }
        if (held.get(node, fact)) {
          tell(simulation, node, from, false, 0, fact);
        } else {
          onOffer(simulation, node, from, fact);
        }
      }
    }
  }

  /** Draws some of so many, none twice; all of them, if they are not more. */
  private int pick(Simulation simulation, int count, int of) {
    if (of <= count) {
      for (int i = 0; i < of; i++) {
        picked[i] = i;
      }
      return of;
    }
    int drawn = 0;
    while (drawn < count) {
      int one = simulation.drawBelow(of);
      boolean fresh = true;
      for (int i = 0; i < drawn; i++) {
        fresh &= picked[i] != one;
      }
      if (fresh) {
        picked[drawn++] = one;
      }
    }
    return count;
  }
}
