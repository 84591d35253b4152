package dev.linnet.daemon.access;

import java.util.Locale;

/** What the bearer of a token is there for. */
public enum Role {
  /** Looks, and changes nothing. */
  VIEW,
  /** Asks models, and tells what was true. */
  INFER,
  /** Everything. */
  CONTROL;

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
