package dev.linnet.simulator.engine;

/**
 * One run of a strategy: nodes that are numbers, time in ticks from 0 on, and events in the order
 * (time, when they were asked for). The seed alone decides what happens: there is no other source
 * of chance, no clock, no thread, and no arithmetic but that of integers.
 *
 * <p>Random numbers are drawn for the event that is being handled, from a stream of its own that
 * its node, its time and its rank among the events of that time name. So no node has a state to
 * keep and to fetch into the cache, and a draw more for one event changes nothing for the others.
 */
public final class Simulation {
  /** Odd numbers that scatter nodes and times; the events of one time are a gamma apart. */
  private static final long NODE = 0xD1342543DE82EF95L;

  private static final long TIME = 0xAF251AF3B0F025B5L;

  private final EventQueue queue;
  private final Strategy strategy;
  private final int nodes;
  private final long seed;
  private final long key;

  private boolean started;
  private long nowTicks;
  private long events;
  private long rank;

  /** The state of the stream of the event that is being handled. */
  private long stream;

  public Simulation(int nodes, long seed, Strategy strategy) {
    if (nodes < 1) {
      throw new IllegalArgumentException(
          "a simulation of " + nodes + " nodes: at least 1 is needed");
    }
    this.queue = new EventQueue(nodes);
    this.strategy = strategy;
    this.nodes = nodes;
    this.seed = seed;
    this.key = SplitMix.mix(seed + SplitMix.GAMMA);
  }

  public int nodes() {
    return nodes;
  }

  public long seed() {
    return seed;
  }

  public long nowTicks() {
    return nowTicks;
  }

  /** How many events were handled so far. */
  public long events() {
    return events;
  }

  /** Handles events until none is left. */
  public void run() {
    runUntil(Long.MAX_VALUE);
  }

  /** Handles all events up to a time; true if later ones are left. */
  public boolean runUntil(long ticks) {
    if (!started) {
      started = true;
      stream = stream(0);
      strategy.start(this);
    }
    while (queue.take(ticks)) {
      long time = queue.now();
      rank = time == nowTicks ? rank + 1 : 0;
      nowTicks = time;
      events++;
      long route = queue.route();
      int node = (int) route;
      stream = stream(node);
      strategy.onEvent(this, node, (int) (route >>> Integer.SIZE), queue.word());
    }
    return !queue.isEmpty();
  }

  private long stream(int node) {
    return SplitMix.mix(key + node * NODE + nowTicks * TIME + rank * SplitMix.GAMMA);
  }

  /** A message is under way; its {@code word} comes to {@code to} after the delay. */
  public void send(int from, int to, long delayTicks, long word) {
    long time = nowTicks + delayTicks;
    if (to < 0 || to >= nodes || delayTicks < 0 || time < 0) {
      throw impossible(to, delayTicks);
    }
    queue.add(time, (long) from << Integer.SIZE | to, word);
  }

  private IllegalArgumentException impossible(int to, long delayTicks) {
    return new IllegalArgumentException(
        "an event at node %d after %d ticks, at %d: nodes are 0 to %d, and time only goes on"
            .formatted(to, delayTicks, nowTicks, nodes - 1));
  }

  /** A node's own timer. */
  public void after(int ofNode, long delayTicks, long word) {
    send(ofNode, ofNode, delayTicks, word);
  }

  /** 64 random bits for the event that is being handled. */
  public long draw() {
    stream += SplitMix.GAMMA;
    return SplitMix.mix(stream);
  }

  /** A random number from 0 on below {@code bound}, for the event that is being handled. */
  public int drawBelow(int bound) {
    return (int) SplitMix.below(draw(), bound);
  }

  /** A random number from {@code least} to {@code most}, for the event that is being handled. */
  public long drawBetween(long least, long most) {
    return least + SplitMix.below(draw(), most - least + 1);
  }
}
