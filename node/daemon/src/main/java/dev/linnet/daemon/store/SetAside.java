package dev.linnet.daemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A database that was damaged and does not open. It is kept for a person to look at, until the next
 * one or until a model needs its room.
 *
 * @param reason what was wrong with it, mostly in RocksDB's words
 */
public record SetAside(Path where, String reason) {
  private static final String NAME = "damaged";

  /** Moves a database out of the way, whole or not at all. */
  static SetAside move(Path data, Path database, String reason) throws IOException {
    Path where = data.resolve(NAME);
    discard(data);
    Files.move(database, where, StandardCopyOption.ATOMIC_MOVE);
    Directories.sync(data);
    return new SetAside(where, reason);
  }

  /** Deletes what was set aside, and says whether there was anything. */
  static boolean discard(Path data) throws IOException {
    Path where = data.resolve(NAME);
    boolean there = Files.exists(where);
    Directories.delete(where);
    return there;
  }

  /** What happened, what is left, and what comes back by itself. */
  public String sentence() {
    return "the store was damaged (%s) and set aside as %s: a new one was begun, facts and models come back from the peers"
        .formatted(reason, where);
  }
}
