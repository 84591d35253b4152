package dev.linnet.core.rollout;

/** A share of a whole as an exact fraction, so that two nodes never round it differently. */
public record Share(int numerator, int denominator) {
  /** The share of the jury that promotes unless a plan asks for more, and the least it may ask. */
  public static final Share TWO_THIRDS = new Share(2, 3);

  /** All of it. */
  public static final Share WHOLE = new Share(1, 1);

  public Share {
    if (denominator < 1 || denominator > 1_000_000 || numerator < 0 || numerator > denominator) {
      throw new IllegalArgumentException(
          "share " + numerator + "/" + denominator + ": expected 0/1 to 1/1");
    }
  }

  /** The least whole number that is at least this share of {@code whole}. */
  public int ceilOf(int whole) {
    return Math.toIntExact(((long) numerator * whole + denominator - 1) / denominator);
  }

  /**
   * Whether a place lies in the first part of this size.
   *
   * @param position by its distance from the beginning, of 2^32
   */
  public boolean holds(long position) {
    return position * denominator >> 32 < numerator;
  }

  /** Whether this share is smaller than {@code other}. */
  public boolean isLessThan(Share other) {
    return (long) numerator * other.denominator < (long) other.numerator * denominator;
  }

  /** Reads {@code N/D}. */
  public static Share parse(String text) {
    int slash = text.indexOf('/');
    try {
      return new Share(
          Integer.parseInt(text.substring(0, Math.max(slash, 0))),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("share '" + text + "': expected N/D", e);
    }
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
