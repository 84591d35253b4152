package dev.linnet.soak;

import dev.linnet.testmesh.TestNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host: its node, its disk, its clock, and what it is excused for at the moment. */
final class Host {
  /** What a fault did can come out a little after it has ended. */
  private static final long AFTERMATH_NANOS = 5_000_000_000L;

  final int number;
  final TestNode node;
  final Disk disk;

  /** Holds by how many seconds the host's clock is wrong. */
  final Path clock;

  private final Set<FaultKind> under = EnumSet.noneOf(FaultKind.class);
  private @Nullable FaultKind comingBackFrom;
  private long relievedNanos;
  private boolean back;
  private boolean everAnswered;
  private boolean wanted;
  private boolean storeDamaged;
  private final List<Double> backAfterSeconds = new ArrayList<>();

  Host(int number, TestNode node, Disk disk, Path clock) {
    this.number = number;
    this.node = node;
    this.disk = disk;
    this.clock = clock;
  }

  String name() {
    return node.name();
  }

  String region() {
    return node.region();
  }

  /** A fault begins; tell it before it does. */
  synchronized void strike(FaultKind kind) {
    if (kind.excuses) {
      under.add(kind);
    }
    storeDamaged |= kind == FaultKind.BITS_FLIPPED || kind == FaultKind.DISK_READ_ONLY;
  }

  /** A fault is over; from now on the node is to come back. */
  synchronized void relieve(FaultKind kind) {
    if (kind.excuses) {
      under.remove(kind);
      comingBackFrom = kind;
      back = false;
      relievedNanos = System.nanoTime();
    }
  }

  /** The node ended by itself, and is started again; once is told, what follows from it is not. */
  synchronized void startedAgain() {
    if (comingBackFrom == null) {
      comingBackFrom = FaultKind.KILLED;
    }
    back = false;
    relievedNanos = System.nanoTime();
  }

  /** The node answered, and rightly. */
  synchronized void answered() {
    everAnswered = true;
    if (comingBackFrom == null || !under.isEmpty()) {
      return;
    }
    long sinceNanos = System.nanoTime() - relievedNanos;
    if (!back) {
      back = true;
      backAfterSeconds.add(sinceNanos / 1e9);
    }
    if (sinceNanos > AFTERMATH_NANOS) {
      comingBackFrom = null;
    }
  }

  /** Why inferences may fail here just now. */
  synchronized Optional<String> excuse() {
    if (!under.isEmpty()) {
      return Optional.of(under.iterator().next().words);
    }
    if (comingBackFrom != null) {
      return Optional.of("coming back: " + comingBackFrom.words);
    }
    return everAnswered ? Optional.empty() : Optional.of("nothing served here yet");
  }

  /** Whether its store may have been set aside since this was last asked. */
  synchronized boolean takeStoreDamaged() {
    boolean was = storeDamaged;
    storeDamaged = false;
    return was;
  }

  synchronized boolean wanted() {
    return wanted;
  }

  /** Whether the node is to run: if it ends by itself, it is started again. */
  synchronized void want(boolean running) {
    wanted = running;
  }

  synchronized List<Double> backAfterSeconds() {
    return List.copyOf(backAfterSeconds);
  }
}
