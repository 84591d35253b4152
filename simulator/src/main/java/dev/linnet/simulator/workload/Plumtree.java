package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Broadcasts of one node by Plumtree (Leitão, Pereira, Rodrigues: Epidemic Broadcast Trees, SRDS
 * 2007, algorithms 1 to 3) over a random overlay of links that both ends know. A message goes at
 * once to the neighbours that are eager, and its name to the lazy ones. Who gets it twice makes
 * that link lazy; who hears a name and no message in time asks for it and makes the link eager. So
 * the first broadcast floods, and leaves a tree to those after it.
 *
 * <p>With some loss, messages are lost on their way, and grafting brings them.
 */
public final class Plumtree implements Workload {
  /** Time between two broadcasts; far more than one takes with all its grafts. */
  private static final int INTERVAL_TICKS = 100_000;

  private static final int DELAY_TICKS = 10;
  private static final int FIRST_TIMEOUT_TICKS = 50;
  private static final int NEXT_TIMEOUT_TICKS = 30;

  private static final int BROADCAST = 0;
  private static final int PAYLOAD = 1;
  private static final int I_HAVE = 2;
  private static final int GRAFT = 3;
  private static final int PRUNE = 4;
  private static final int MISSING = 5;
  private static final int KIND = 7;
  private static final int MESSAGE_SHIFT = 3;
  private static final int HOP_SHIFT = 32;

  private final RegularOverlay overlay;
  private final int nodes;
  private final int broadcasts;
  private final Chance loss;

  /** One bit for each neighbour: whether it is eager, and whether it named the last message. */
  private final int[] eager;

  private final int[] named;
  private final int[] hop;
  private final int[] message;
  private final BitSet waiting;

  private final int[] payloads;
  private final int[] delivered;
  private final int[] lastHop;
  private final int[] controls;

  public Plumtree(int nodes, long seed, Settings settings) {
    this.nodes = nodes;
    this.broadcasts = settings.whole("broadcasts", 2, 1, 10_000);
    this.loss = settings.chance("loss", 0);
    this.overlay = new RegularOverlay(nodes, settings.whole("degree", 5, 2, Integer.SIZE), seed);
    this.eager = new int[nodes];
    this.named = new int[nodes];
    this.hop = new int[nodes];
    this.message = new int[nodes];
    this.waiting = new BitSet(nodes);
    this.payloads = new int[broadcasts];
    this.delivered = new int[broadcasts];
    this.lastHop = new int[broadcasts];
    this.controls = new int[broadcasts];
    Arrays.fill(eager, -1 >>> (Integer.SIZE - overlay.degree()));
    Arrays.fill(message, -1);
  }

  @Override
  public void start(Simulation simulation) {
    for (int i = 0; i < broadcasts; i++) {
      simulation.after(0, (long) i * INTERVAL_TICKS, BROADCAST | i << MESSAGE_SHIFT);
    }
  }

  @Override
  public void onEvent(Simulation simulation, int node, int from, long word) {
    int id = (int) word >>> MESSAGE_SHIFT;
    int hops = (int) (word >>> HOP_SHIFT);
    switch ((int) word & KIND) {
      case BROADCAST -> deliver(simulation, node, -1, id, 0);
      case PAYLOAD -> payload(simulation, node, from, id, hops);
      case I_HAVE -> name(simulation, node, from, id);
      case GRAFT -> {
        eager[node] |= bit(node, from);
        if (message[node] == id) {
          tell(simulation, node, from, PAYLOAD, id, hop[node] + 1);
        }
      }
      case PRUNE -> eager[node] &= ~bit(node, from);
      default -> graft(simulation, node, id);
    }
  }

  private int bit(int node, int neighbour) {
    return 1 << overlay.indexOf(node, neighbour);
  }

  private void payload(Simulation simulation, int node, int from, int id, int hops) {
    if (message[node] >= id) {
      eager[node] &= ~bit(node, from);
      tell(simulation, node, from, PRUNE, id, 0);
      return;
    }
    eager[node] |= bit(node, from);
    deliver(simulation, node, from, id, hops);
  }

  private void deliver(Simulation simulation, int node, int from, int id, int hops) {
    message[node] = id;
    hop[node] = hops;
    named[node] = 0;
    waiting.clear(node);
    delivered[id]++;
    lastHop[id] = Math.max(lastHop[id], hops);
    for (int i = 0; i < overlay.degree(); i++) {
      int neighbour = overlay.neighbour(node, i);
      if (neighbour != from) {
        boolean isEager = (eager[node] & (1 << i)) != 0;
        tell(simulation, node, neighbour, isEager ? PAYLOAD : I_HAVE, id, hops + 1);
      }
    }
  }

  private void name(Simulation simulation, int node, int from, int id) {
    if (message[node] >= id) {
      return;
    }
    named[node] |= bit(node, from);
    if (!waiting.get(node)) {
      waiting.set(node);
      simulation.after(node, FIRST_TIMEOUT_TICKS, MISSING | id << MESSAGE_SHIFT);
    }
  }

  /** The message did not come: one of those who named it is asked. */
  private void graft(Simulation simulation, int node, int id) {
    if (message[node] >= id || named[node] == 0) {
      waiting.clear(node);
      return;
    }
    int index = Integer.numberOfTrailingZeros(named[node]);
    named[node] &= ~(1 << index);
    eager[node] |= 1 << index;
    tell(simulation, node, overlay.neighbour(node, index), GRAFT, id, 0);
    simulation.after(node, NEXT_TIMEOUT_TICKS, MISSING | id << MESSAGE_SHIFT);
  }

  private void tell(Simulation simulation, int from, int to, int kind, int id, int hops) {
    (kind == PAYLOAD ? payloads : controls)[id]++;
    if (!loss.comes(simulation)) {
      long word = (long) hops << HOP_SHIFT | (long) id << MESSAGE_SHIFT | kind;
      simulation.send(from, to, DELAY_TICKS, word);
    }
  }

  /**
   * Of the first and of the last broadcast: the share of nodes that it reached; the relative
   * message redundancy m/(n−1) − 1 of m payloads and n nodes reached; the hops of the last
   * delivery; and the messages without payload for each node.
   */
  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "first", 0);
    put(figures, "last", broadcasts - 1);
    return figures;
  }

  private void put(Map<String, Double> figures, String which, int id) {
    figures.put(which + "Reached", (double) delivered[id] / nodes);
    figures.put(which + "Redundancy", (double) payloads[id] / (delivered[id] - 1) - 1);
    figures.put(which + "LastHop", (double) lastHop[id]);
    figures.put(which + "ControlsPerNode", (double) controls[id] / nodes);
  }
}
