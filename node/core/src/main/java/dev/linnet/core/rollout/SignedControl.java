package dev.linnet.core.rollout;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What was said to a rollout that is under way, and the names of the operators who signed it. */
public record SignedControl(Control control, SortedSet<String> operators) {
  public SignedControl {
    operators = Collections.unmodifiableSortedSet(new TreeSet<>(operators));
  }

  /** Of two that pause or resume: the higher sequence, PAUSE at a tie. */
  public boolean outranks(SignedControl other) {
    return control.rank() > other.control.rank();
  }

  /** Who did it, and why if they said so; {@code deed} is what they did, such as "paused it". */
  public String sentence(String deed) {
    String who = String.join(", ", operators);
    return who + " " + deed + (control.reason().isEmpty() ? "" : ": " + control.reason());
  }
}
