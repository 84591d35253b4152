package dev.linnet.core.health;

/**
 * What is to be said of a version now.
 *
 * @param reason a sentence for people
 */
public record Assessment(Opinion opinion, String reason, Evidence evidence) {
  /** Silence and little traffic are NOT_YET, never HEALTHY. */
  public enum Opinion {
    NOT_YET,
    HEALTHY,
    UNHEALTHY
  }
}
