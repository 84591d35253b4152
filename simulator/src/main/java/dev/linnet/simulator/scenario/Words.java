package dev.linnet.simulator.scenario;

import dev.linnet.documents.Nearest;
import dev.linnet.documents.YamlNode;
import java.util.Collection;

/** Words that must be among those that are known. */
final class Words {
  private Words() {}

  static String of(String what, YamlNode node, Collection<String> known) {
    return node.parsed(word -> of(what, word, known));
  }

  /** Refuses an unknown word by the nearest one that is known. */
  static String of(String what, String word, Collection<String> known) {
    if (known.contains(word)) {
      return word;
    }
    throw new IllegalArgumentException(
        "unknown "
            + what
            + " '"
            + word
            + "'; "
            + Nearest.of(word, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElse(
                    known.isEmpty()
                        ? "the scenario has none"
                        : "expected one of " + String.join(", ", known)));
  }
}
