package dev.linnet.simulator.workload;

/** What members tell of one another, packed into a {@code long} so that it fits into arrays. */
final class Update {
  enum Kind {
    ALIVE,
    SUSPECT,
    DEAD
  }

  private static final Kind[] KINDS = Kind.values();
  private static final int MEMBER_BITS = 12;
  private static final int MEMBERS = 1 << MEMBER_BITS;

  /** The most members that there is room for. */
  static final int MOST_MEMBERS = MEMBERS;

  private Update() {}

  static long of(Kind kind, int subject, int by, int incarnation) {
    return (long) incarnation << 32
        | (long) by << (2 + MEMBER_BITS)
        | (long) subject << 2
        | kind.ordinal();
  }

  static Kind kind(long update) {
    return KINDS[(int) update & 3];
  }

  static int subject(long update) {
    return (int) (update >>> 2) & (MEMBERS - 1);
  }

  /** Who suspects, or declares. */
  static int by(long update) {
    return (int) (update >>> (2 + MEMBER_BITS)) & (MEMBERS - 1);
  }

  static int incarnation(long update) {
    return (int) (update >>> 32);
  }
}
