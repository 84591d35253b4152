package dev.linnet.core.replica;

import java.util.List;

/**
 * What came of offering a fact to a replica. Only {@code NEWS} changed it.
 *
 * @param key the place of the fact; empty if it was refused before its place was known
 * @param reason why it was refused, or what it waits for; empty otherwise
 * @param forgotten places that the fact emptied: what a trust root forbids, or what was kept of the
 *     node that a record's outranks
 * @param implied facts to join as well: what the fact holds or proves beyond its own place
 */
public record Joined(
    Status status, String key, String reason, List<String> forgotten, List<Fact> implied) {
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
    return new Joined(status, key, "", List.of(), List.of());
  }

  static Joined unplaced(String reason) {
    return new Joined(Status.UNPLACED, "", reason, List.of(), List.of());
  }

  static Joined refused(String reason) {
    return new Joined(Status.REFUSED, "", reason, List.of(), List.of());
  }

  Joined implying(List<Fact> facts) {
    return new Joined(status, key, reason, forgotten, facts);
  }
}
