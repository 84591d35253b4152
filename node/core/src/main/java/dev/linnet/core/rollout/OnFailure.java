package dev.linnet.core.rollout;

/** What a region's rollback means for the other regions. */
public enum OnFailure {
  /** Every region goes back. */
  ROLLBACK_ALL("rollback-all"),
  /** The others keep what they run; nothing new opens. */
  ROLLBACK_REGION_AND_HALT("rollback-region-and-halt"),
  /** That region is left out; the others go on. */
  ROLLBACK_REGION_AND_CONTINUE("rollback-region-and-continue");

  private final String word;

  OnFailure(String word) {
    this.word = word;
  }

  /** The word that plans use. */
  public String word() {
    return word;
  }

  /** Reads {@link #word}. */
  public static OnFailure parse(String word) {
    for (OnFailure value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "': expected rollback-all, rollback-region-and-halt or rollback-region-and-continue");
  }
}
