package dev.linnet.core.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of offering a fact to a replica. Only {@code NEWS} changed it.
 *
 * @param key the place of the fact; empty if it was refused before its place was known
 * @param reason why it was refused, or what it waits for; empty otherwise
 * @param forgotten places that the fact emptied: what a trust root forbids, or what was kept of the
 *     node that a record's outranks
 * @param implied facts to join as well: what the fact holds or proves beyond its own place
 * @param first whether it is news of a place where nothing stood, and no better copy of what did
 */
public record Joined(
    Status status,
    String key,
    String reason,
    List<String> forgotten,
    List<Fact> implied,
    boolean first) {
  /** The outcomes. */
  public enum Status {
    /** It was not known and is now. */
    NEWS,
    /** It, or something that outranks it, was known. */
    KNOWN,
    /** It is about something that the mesh has left behind. */
    STALE,
    /** It rests on an announcement or a trust root that is not known; that may come later. */
    UNPLACED,
    /** It is not to be believed. */
    REFUSED
  }

  public Joined {
    forgotten = List.copyOf(forgotten);
    implied = List.copyOf(implied);
  }

  static Joined of(Status status, String key) {
    return new Joined(status, key, "", List.of(), List.of(), false);
  }

  /** It is known from now on; {@code before} stood in its place. */
  static Joined news(
      String key, List<String> forgotten, List<Fact> implied, @Nullable Entry before) {
    return new Joined(Status.NEWS, key, "", forgotten, implied, before == null);
  }

  static Joined unplaced(String reason) {
    return new Joined(Status.UNPLACED, "", reason, List.of(), List.of(), false);
  }

  static Joined refused(String reason) {
    return new Joined(Status.REFUSED, "", reason, List.of(), List.of(), false);
  }

  Joined implying(List<Fact> facts) {
    return new Joined(status, key, reason, forgotten, facts, first);
  }
}
