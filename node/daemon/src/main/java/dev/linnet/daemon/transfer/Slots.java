package dev.linnet.daemon.transfer;

import dev.linnet.daemon.Later;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots in which chunks move in one direction. Who asks waits in a line of its own, and the
 * next free slot goes to the line that has the fewest, at equality to the one that was served
 * longest ago: whoever floods a node with requests only waits behind itself.
 *
 * <p>While the node answers inferences one chunk moves at a time, and after it none for {@value
 * #REST} times as long as it took, so that moving takes a quarter of what it could. The cap works
 * alike: after so many bytes no move begins for as long as they take.
 *
 * <p>Thread-safe. What waits is called on the thread that made its slot free, outside of any lock.
 */
public final class Slots {
  private static final int REST = 3;
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A chunk of 1 MiB over the slowest link that the swarm waits for takes 42 s. */
  private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** One chunk after the other, each of which waits for a slot. Must not block. */
  public interface Move {
    /** The slot is there, and taken until {@link Slot#leave}. */
    void begin();

    /** There is no slot, or the one there was is lost: {@code why} is for a person. */
    void refuse(String why);
  }

  /** Those who ask by one name. */
  private static final class Line {
    final ArrayDeque<Slot> waiting = new ArrayDeque<>();
    int taken;
  }

  private final SlotLimits limits;
  private final BooleanSupplier answering;
  private final LongSupplier nanoTime;
  private final Later later;

  /** The one that was served longest ago first. */
  private final Map<String, Line> lines = new LinkedHashMap<>();

  private final Set<Slot> moving = new LinkedHashSet<>();
  private int waiting;
  private long opensAtNanos;
  private boolean willLook;
  private boolean willSweep;

  /**
   * Slots that are all free.
   *
   * @param answering whether the node answers an inference at this moment
   */
  public Slots(SlotLimits limits, BooleanSupplier answering, LongSupplier nanoTime, Later later) {
    this.limits = limits;
    this.answering = answering;
    this.nanoTime = nanoTime;
    this.later = later;
    this.opensAtNanos = nanoTime.getAsLong();
  }

  /** A slot to be entered for one chunk after the other. */
  public Slot slot(String of, Move move) {
    return new Slot(of, move);
  }

  private enum State {
    OUT,
    WAITING,
    MOVING,
    /** It moves for too long, and is no longer counted among all; still in its own line. */
    OVERDUE
  }

  /** The place of one move in its line or in a slot. */
  public final class Slot {
    private final String of;
    private final Move move;
    private State state = State.OUT;
    private long sinceNanos;

    private Slot(String of, Move move) {
      this.of = of;
      this.move = move;
    }

    /** Waits for a slot. */
    public void enter() {
      Slot refused;
      synchronized (Slots.this) {
        if (state != State.OUT) {
          throw new IllegalStateException("it has a slot, or waits for one");
        }
        refused = waiting < limits.mostWaiting() ? null : lastOfLongest(line(of).waiting.size());
        if (refused != null) {
          refused.out();
        } else if (waiting >= limits.mostWaiting()) {
          refused = this;
        }
        if (refused != this) {
          state = State.WAITING;
          sinceNanos = nanoTime.getAsLong();
          line(of).waiting.add(this);
          waiting++;
          sweepLater();
        }
        prune(of);
      }
      if (refused != null) {
        refused.move.refuse("busy: " + limits.mostWaiting() + " others wait");
      }
      look();
    }

    /** Gives the slot back, or the place in the line. May be called at any time, and again. */
    public void leave() {
      synchronized (Slots.this) {
        boolean moved = state == State.MOVING;
        out();
        if (moved && answering.getAsBoolean()) {
          long nowNanos = nanoTime.getAsLong();
          long rest = Math.min(LONGEST_REST_NANOS, REST * (nowNanos - sinceNanos));
          openNotBefore(nowNanos + rest);
        }
      }
      look();
    }

    /** So many bytes are moving in this slot. */
    public void spend(int bytes) {
      if (limits.bytesPerSecond() > 0) {
        synchronized (Slots.this) {
          double nanos = bytes * 1e9 / limits.bytesPerSecond();
          long nowNanos = nanoTime.getAsLong();
          openNotBefore(nowNanos + Math.max(0, opensAtNanos - nowNanos) + (long) nanos);
        }
      }
    }

    private void begin() {
      line(of).waiting.remove();
      waiting--;
      moving.add(this);
      line(of).taken++;
      state = State.MOVING;
      sinceNanos = nanoTime.getAsLong();
    }

    private void out() {
      switch (state) {
        case OUT -> {}
        case WAITING -> {
          line(of).waiting.remove(this);
          waiting--;
        }
        case MOVING -> {
          moving.remove(this);
          line(of).taken--;
        }
        case OVERDUE -> line(of).taken--;
      }
      state = State.OUT;
      prune(of);
    }
  }

  private Line line(String of) {
    return lines.computeIfAbsent(of, name -> new Line());
  }

  private void prune(String of) {
    Line line = line(of);
    if (line.taken == 0 && line.waiting.isEmpty()) {
      lines.remove(of);
    }
  }

  /** Who makes way for one that waits behind so many; null if it is no better off than others. */
  private @Nullable Slot lastOfLongest(int size) {
    return lines.values().stream()
        .filter(line -> line.waiting.size() > size + 1)
        .max(Comparator.comparingInt(line -> line.waiting.size()))
        .map(line -> line.waiting.getLast())
        .orElse(null);
  }

  private void openNotBefore(long nanos) {
    if (nanos - opensAtNanos > 0) {
      opensAtNanos = nanos;
    }
  }

  private void look() {
    List<Slot> begun = new ArrayList<>();
    synchronized (this) {
      int most = answering.getAsBoolean() ? 1 : limits.most();
      for (Slot next = next(); next != null && moving.size() < most; next = next()) {
        long shutNanos = opensAtNanos - nanoTime.getAsLong();
        if (shutNanos > 0) {
          lookAgain(Duration.ofNanos(shutNanos));
          break;
        }
        Line line = lines.remove(next.of);
        lines.put(next.of, line == null ? new Line() : line);
        next.begin();
        begun.add(next);
      }
    }
    begun.forEach(slot -> slot.move.begin());
  }

  private @Nullable Slot next() {
    return lines.values().stream()
        .filter(line -> !line.waiting.isEmpty() && line.taken < limits.mostOfOne())
        .min(Comparator.comparingInt(line -> line.taken))
        .map(line -> line.waiting.element())
        .orElse(null);
  }

  private void sweepLater() {
    if (!willSweep) {
      willSweep = true;
      later.run(SWEEP, this::sweep);
    }
  }

  /** Ends the wait of those who waited too long, and takes from others the slot they sit in. */
  private void sweep() {
    List<Slot> late;
    List<Slot> overdue;
    synchronized (this) {
      long nowNanos = nanoTime.getAsLong();
      late =
          lines.values().stream()
              .flatMap(line -> line.waiting.stream())
              .filter(slot -> nowNanos - slot.sinceNanos >= limits.patience().toNanos())
              .toList();
      overdue = moving.stream().filter(slot -> nowNanos - slot.sinceNanos >= MOVE_NANOS).toList();
      late.forEach(Slot::out);
      overdue.forEach(slot -> slot.state = State.OVERDUE);
      overdue.forEach(moving::remove);
      willSweep = false;
      if (!lines.isEmpty()) {
        sweepLater();
      }
    }
    late.forEach(slot -> slot.move.refuse("busy: no slot became free in time"));
    overdue.forEach(slot -> slot.move.refuse("it took too long"));
    look();
  }

  private void lookAgain(Duration wait) {
    if (!willLook) {
      willLook = true;
      later.run(
          wait,
          () -> {
            synchronized (this) {
              willLook = false;
            }
            look();
          });
    }
  }
}
