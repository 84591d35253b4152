package dev.linnet.daemon.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells once that models find no room any more, and once that they do. Between the two lie some
 * mebibytes: near the limit a small chunk fits where a large one did not, others were let in before
 * it, and the database takes and gives back room of its own.
 */
final class FullAlarm {
  /** As much as the database's two memtables come and go with. */
  private static final long CLEAR_BYTES = 16L * 1024 * 1024;

  private final DiskRoom room;
  private final AtomicBoolean full = new AtomicBoolean();
  private volatile Consumer<Optional<String>> listener = unused -> {};

  FullAlarm(DiskRoom room) {
    this.room = room;
  }

  /** Who is told from now on: why there is no room, or nothing when there is again. */
  void listener(Consumer<Optional<String>> told) {
    listener = told;
  }

  void refused(Store.StoreFull why) {
    if (full.compareAndSet(false, true)) {
      listener.accept(Optional.of(String.valueOf(why.getMessage())));
    }
  }

  void stored() {
    if (full.get() && room.has(CLEAR_BYTES) && full.compareAndSet(true, false)) {
      listener.accept(Optional.empty());
    }
  }
}
