package dev.linnet.simulator.workload;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What one member believes of all others, and the rules by which an {@link Update} changes it
 * (SWIM, section 4.2): a later incarnation wins; of one incarnation a suspicion wins over life, and
 * a declaration over both. Only a member itself raises its incarnation, to refute.
 */
final class MemberView {
  /** What a change asks for. */
  interface Listener {
    /** To be told to others. */
    void tell(long update);

    /** A suspicion has so many others that share it now, none when it is new. */
    void suspects(int subject, int others);

    void declared(int subject);

    /** It had to say that it lives. */
    void refuted();
  }

  private final int self;
  private final SuspicionTimeout timeout;
  private final Listener listener;
  private final Update.Kind[] kinds;
  private final int[] incarnations;

  /** Who suspects whom that is suspected here. */
  private final @Nullable BitSet[] suspecting;

  MemberView(int self, int members, SuspicionTimeout timeout, Listener listener) {
    this.self = self;
    this.timeout = timeout;
    this.listener = listener;
    this.kinds = new Update.Kind[members];
    Arrays.fill(kinds, Update.Kind.ALIVE);
    this.incarnations = new int[members];
    this.suspecting = new BitSet[members];
  }

  boolean isDead(int member) {
    return kinds[member] == Update.Kind.DEAD;
  }

  boolean isSuspect(int member) {
    return kinds[member] == Update.Kind.SUSPECT;
  }

  int incarnation(int member) {
    return incarnations[member];
  }

  void take(long update) {
    int subject = Update.subject(update);
    int incarnation = Update.incarnation(update);
    switch (Update.kind(update)) {
      case ALIVE -> alive(update, subject, incarnation);
      case SUSPECT -> suspect(update, subject, incarnation, Update.by(update));
      case DEAD -> dead(update, subject, incarnation);
    }
  }

  private void alive(long update, int subject, int incarnation) {
    if (subject != self && incarnation > incarnations[subject]) {
      become(Update.Kind.ALIVE, subject, incarnation);
      listener.tell(update);
    }
  }

  private void suspect(long update, int subject, int incarnation, int by) {
    if (incarnation < incarnations[subject] || isDead(subject)) {
      return;
    }
    if (subject == self) {
      refute(incarnation);
      return;
    }
    BitSet others = suspecting[subject];
    if (others == null) {
      become(Update.Kind.SUSPECT, subject, incarnation);
      BitSet first = new BitSet();
      first.set(by);
      suspecting[subject] = first;
      listener.tell(update);
      listener.suspects(subject, 0);
    } else if (!others.get(by) && timeout.shortens(others.cardinality() - 1)) {
      others.set(by);
      listener.tell(update);
      listener.suspects(subject, others.cardinality() - 1);
    }
  }

  private void dead(long update, int subject, int incarnation) {
    if (incarnation < incarnations[subject] || isDead(subject)) {
      return;
    }
    if (subject == self) {
      refute(incarnation);
      return;
    }
    become(Update.Kind.DEAD, subject, incarnation);
    listener.tell(update);
    listener.declared(subject);
  }

  private void become(Update.Kind kind, int subject, int incarnation) {
    kinds[subject] = kind;
    incarnations[subject] = incarnation;
    suspecting[subject] = null;
  }

  private void refute(int incarnation) {
    incarnations[self] = incarnation + 1;
    listener.tell(Update.of(Update.Kind.ALIVE, self, self, incarnation + 1));
    listener.refuted();
  }
}
