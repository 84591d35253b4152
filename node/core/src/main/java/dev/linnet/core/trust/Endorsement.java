package dev.linnet.core.trust;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who stands behind what operators signed.
 *
 * @param operators their names
 * @param stands whether enough of their keys are not revoked
 * @param envelope with the good signatures alone
 */
public record Endorsement(SortedSet<String> operators, boolean stands, Envelope envelope) {
  public Endorsement {
    operators = Collections.unmodifiableSortedSet(new TreeSet<>(operators));
  }
}
