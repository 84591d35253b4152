package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * One member of a {@link Membership}: SWIM with suspicion as memberlist has it, and Lifeguard
 * (Dadgar, Phillips, Currey: Lifeguard: Local Health Awareness for More Accurate Failure Detection,
 * arXiv 1707.00788, section IV), with the constants that the paper names. It probes every second
 * and waits half of it, asks three helpers, and gossips five times a second to three others. Its
 * local health stretches its probes; one that it suspects and pings is told so.
 */
final class Member implements MemberView.Listener {
  static final int INTERVAL_TICKS = 1_000;
  static final int HELPERS = 3;
  private static final int TIMEOUT_TICKS = 500;
  private static final int NACK_TICKS = 400;
  private static final int GOSSIP_TICKS = 200;
  private static final int GOSSIP_NODES = 3;
  private static final int WORST_HEALTH = 8;
  private static final int TRANSMITS = 4;

  private static final int TIMED_OUT = 1;
  private static final int PROBE_ENDS = 2;
  private static final int NACK_DUE = 3;
  private static final int GOSSIP_DUE = 4;
  private static final int SUSPICION_ENDS = 5;
  private static final int PROBE_BEGINS = 6;
  private static final int PING = 7;
  private static final int ACK = 8;
  private static final int PING_REQUEST = 9;
  private static final int HELPERS_PING = 10;
  private static final int ACK_TO_HELPER = 11;
  private static final int NACK = 12;
  private static final int GOSSIP = 13;

  private static final int KIND_BITS = 4;
  private static final int WHO_BITS = 12;
  private static final int NUMBER_BITS = 16;
  private static final int NUMBERS = 1 << NUMBER_BITS;
  private static final int BATCH_SHIFT = KIND_BITS + WHO_BITS + NUMBER_BITS;

  private final Membership group;
  private final Simulation simulation;
  private final int self;
  private final MemberView view;
  private final Broadcasts broadcasts;
  private final long[] suspicionBeganAt;
  private final long[] suspicionEndsAt;

  /** Pings for others that were answered, by who asked and its number. */
  private final Set<Integer> helped = new HashSet<>();

  /** 0 is good. */
  private int health;

  private int number;
  private int target;
  private boolean answered;
  private long probeEndsAt;
  private int nacksMissing;

  Member(Membership group, Simulation simulation, int self) {
    int members = simulation.nodes();
    this.group = group;
    this.simulation = simulation;
    this.self = self;
    this.view = new MemberView(self, members, group.timeout(), this);
    int transmits = TRANSMITS * (int) Math.ceil(StrictMath.log10(members + 1));
    this.broadcasts = new Broadcasts(members, transmits);
    this.suspicionBeganAt = new long[members];
    this.suspicionEndsAt = new long[members];
  }

  void start() {
    later(simulation.drawBelow(INTERVAL_TICKS), PROBE_BEGINS, 0);
    later(simulation.drawBelow(GOSSIP_TICKS), GOSSIP_DUE, 0);
  }

  /**
   * Whether it does this though it can neither send nor receive: its suspicions run out, and once a
   * probe was answered the next begins. That one is held up in its first message, while its time
   * passes, and fails when the member is well again.
   */
  boolean goesOnSlow(long word) {
    int kind = kind(word);
    return kind == SUSPICION_ENDS || (kind == PROBE_ENDS && answered);
  }

  private static int kind(long word) {
    return (int) word & ((1 << KIND_BITS) - 1);
  }

  void handle(int from, long word) {
    for (long update : group.carried((int) (word >>> BATCH_SHIFT))) {
      view.take(update);
    }
    int who = (int) (word >>> KIND_BITS) & ((1 << WHO_BITS) - 1);
    int of = (int) (word >>> (KIND_BITS + WHO_BITS)) & (NUMBERS - 1);
    switch (kind(word)) {
      case PROBE_BEGINS -> probe();
      case TIMED_OUT -> askHelpers(of);
      case PROBE_ENDS -> endProbe(of);
      case NACK_DUE -> {
        if (!helped.remove(who << NUMBER_BITS | of)) {
          send(who, NACK, 0, of);
        }
      }
      case GOSSIP_DUE -> gossip();
      case SUSPICION_ENDS -> endSuspicion(who);
      case PING -> send(from, ACK, 0, of);
      case PING_REQUEST -> {
        send(who, HELPERS_PING, from, of);
        if (group.adaptsProbes()) {
          simulation.after(self, NACK_TICKS, word(NACK_DUE, from, of));
        }
      }
      case HELPERS_PING -> send(from, ACK_TO_HELPER, who, of);
      case ACK_TO_HELPER -> {
        if (group.adaptsProbes()) {
          helped.add(who << NUMBER_BITS | of);
        }
        send(who, ACK, 0, of);
      }
      case ACK -> answered |= of == number && simulation.nowTicks() <= probeEndsAt;
      case NACK -> nacksMissing -= of == number ? 1 : 0;
      default -> {}
    }
  }

  private void probe() {
    int tried = 0;
    do {
      target = group.order().next(simulation, self);
      tried++;
    } while (view.isDead(target) && tried < simulation.nodes());
    number = (number + 1) % NUMBERS;
    answered = false;
    nacksMissing = 0;
    long times = group.adaptsProbes() ? health + 1 : 1;
    probeEndsAt = simulation.nowTicks() + INTERVAL_TICKS * times;
    send(target, PING, 0, number);
    later(TIMEOUT_TICKS * times, TIMED_OUT, number);
    later(INTERVAL_TICKS * times, PROBE_ENDS, number);
  }

  private void askHelpers(int of) {
    if (of != number || answered) {
      return;
    }
    nacksMissing = group.adaptsProbes() ? HELPERS : 0;
    for (int helper : Helpers.drawn(simulation, HELPERS, self, target)) {
      send(helper, PING_REQUEST, target, of);
    }
  }

  private void endProbe(int of) {
    if (of != number) {
      return;
    }
    if (answered) {
      feel(-1);
    } else if (!view.isDead(target)) {
      feel(1 + Math.max(0, nacksMissing));
      view.take(Update.of(Update.Kind.SUSPECT, target, self, view.incarnation(target)));
    }
    probe();
  }

  private void feel(int change) {
    health = Math.max(0, Math.min(WORST_HEALTH, health + change));
  }

  private void gossip() {
    for (int i = 0; i < GOSSIP_NODES && !broadcasts.isEmpty(); i++) {
      int other = simulation.drawBelow(simulation.nodes() - 1);
      send(other + (other >= self ? 1 : 0), GOSSIP, 0, 0);
    }
    later(GOSSIP_TICKS, GOSSIP_DUE, 0);
  }

  private void endSuspicion(int subject) {
    if (view.isSuspect(subject) && simulation.nowTicks() >= suspicionEndsAt[subject]) {
      view.take(Update.of(Update.Kind.DEAD, subject, self, view.incarnation(subject)));
    }
  }

  private static long word(int kind, int who, int of) {
    return (long) of << (KIND_BITS + WHO_BITS) | (long) who << KIND_BITS | kind;
  }

  private void later(long ticks, int kind, int of) {
    simulation.after(self, ticks, word(kind, 0, of));
  }

  private void send(int to, int kind, int who, int of) {
    long[] carried = broadcasts.next();
    if (group.tellsSuspects() && kind == PING && view.isSuspect(to)) {
      carried = Arrays.copyOf(carried, carried.length + 1);
      carried[carried.length - 1] = Update.of(Update.Kind.SUSPECT, to, self, view.incarnation(to));
    }
    long batch = group.sent(carried);
    long heldUp = group.heldUpTicks(self, simulation.nowTicks());
    simulation.send(
        self,
        to,
        heldUp + simulation.drawBetween(1, 2),
        batch << BATCH_SHIFT | word(kind, who, of));
  }

  @Override
  public void tell(long update) {
    broadcasts.add(update);
  }

  @Override
  public void suspects(int subject, int others) {
    long now = simulation.nowTicks();
    if (others == 0) {
      suspicionBeganAt[subject] = now;
    }
    long ends = Math.max(now, suspicionBeganAt[subject] + group.timeout().ticks(others));
    suspicionEndsAt[subject] = ends;
    simulation.after(self, ends - now, word(SUSPICION_ENDS, subject, 0));
  }

  @Override
  public void declared(int subject) {
    group.declared(self, subject, simulation.nowTicks());
  }

  @Override
  public void refuted() {
    feel(1);
  }
}
