package dev.linnet.soak.kills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a process said was durable, over all its lives, and what it was about to do when it died. A
 * commit of which it did not say that it is done may have happened, whole, or not at all.
 */
final class Promises {
  private final Map<String, String> durable = new TreeMap<>();
  private final Set<String> chunks = new HashSet<>();
  private final Map<String, Set<String>> saidVotes = new HashMap<>();
  private final Map<String, String> sequences = new HashMap<>();
  private final List<String> batch = new ArrayList<>();
  private final Set<String> puts = new HashSet<>();
  private boolean committing;
  private boolean collecting;
  private boolean opening;
  private Optional<String> serving = Optional.empty();
  private Optional<String> ordered = Optional.empty();
  private boolean stopped;
  private int votes;
  private int doubleVotes;

  /** Takes in a line of a life. What is wrong with it, if anything is. */
  Optional<String> hear(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "open" -> opening = true;
      case "+fact", "-fact", "+memory", "+manifest", "-manifest", "vote" -> batch.add(line);
      case "committing" -> committing = true;
      case "committed" -> commit();
      case "put" -> puts.add(words[1]);
      case "stored" -> {
        puts.remove(words[1]);
        chunks.add(words[1]);
      }
      case "collecting" -> collecting = true;
      case "collected" -> collecting = false;
      case "order" -> ordered = Optional.of(words[1]);
      case "serving" -> {
        serving = Optional.of(words[1]);
        ordered = Optional.empty();
        stopped = false;
      }
      case "stopped" -> stopped = true;
      case "failed" -> {
        return Optional.of("it says: " + line);
      }
      default -> {
        return Optional.of("it says what nobody understands: " + line);
      }
    }
    return Optional.empty();
  }

  private void commit() {
    apply(batch, durable);
    for (String each : batch) {
      if (each.startsWith("vote ")) {
        vote(each.split(" ", -1));
      }
    }
    batch.clear();
    committing = false;
  }

  private static void apply(List<String> batch, Map<String, String> to) {
    for (String each : batch) {
      String[] words = each.split(" ", -1);
      switch (words[0]) {
        case "+fact" -> to.put("fact " + words[1], words[2]);
        case "-fact" -> to.remove("fact " + words[1]);
        case "+memory" -> to.put("memory " + words[1], words[2]);
        case "+manifest" -> to.put("manifest " + words[1], "");
        case "-manifest" -> to.remove("manifest " + words[1]);
        default -> {}
      }
    }
  }

  /** {@code vote ROLLOUT WAVE SEQUENCE BALLOT DIGEST}. */
  private void vote(String[] words) {
    votes++;
    String number = words[1] + " " + words[2] + " " + words[3];
    String before = sequences.putIfAbsent(number, words[5]);
    Set<String> ballots = saidVotes.computeIfAbsent(words[1], any -> new HashSet<>());
    boolean takenBack = words[4].equals("HEALTHY") && ballots.contains("UNHEALTHY");
    ballots.add(words[4]);
    if ((before != null && !before.equals(words[5])) || takenBack) {
      doubleVotes++;
    }
  }

  int votes() {
    return votes;
  }

  int doubleVotes() {
    return doubleVotes;
  }

  /** What it was in the middle of. */
  String inTheMiddle() {
    if (opening) {
      return "opening the store";
    }
    if (committing) {
      return batch.stream().anyMatch(each -> each.startsWith("vote "))
          ? "committing a vote"
          : "committing facts";
    }
    if (collecting) {
      return "collecting and compacting";
    }
    if (!puts.isEmpty()) {
      return "storing a chunk";
    }
    return ordered.isPresent() ? "activating" : "between two deeds";
  }

  /**
   * Holds what a new life found against what was promised, and goes on from there.
   *
   * @param found {@code fact KEY DIGEST} and the like, and the chunks of all manifests
   */
  List<String> reborn(List<String> found, boolean whole) {
    List<String> wrong = new ArrayList<>();
    if (!whole) {
      wrong.add("its store was set aside");
    }
    Map<String, String> now = new TreeMap<>();
    Set<String> present = new HashSet<>();
    for (String line : found) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("chunk")) {
        present.add(words[1]);
      } else if (words[0].equals("absent")) {
        // Of a manifest that is there; each version has chunks of its own, and comes once.
        if (chunks.contains(words[1])) {
          wrong.add("chunk " + words[1] + " is not there, which was stored");
        }
      } else {
        now.put(words[0] + " " + words[1], words.length > 2 ? words[2] : "");
      }
    }
    Map<String, String> after = new TreeMap<>(durable);
    apply(batch, after);
    boolean happened = committing && now.equals(after);
    if (!now.equals(durable) && !happened) {
      wrong.add("the store holds " + difference(now) + " other than what was promised");
    }
    if (happened) {
      commit();
    }
    batch.clear();
    committing = false;
    opening = false;
    chunks.retainAll(present);
    chunks.addAll(present);
    puts.clear();
    collecting = false;
    return wrong;
  }

  private String difference(Map<String, String> now) {
    List<String> all = new ArrayList<>();
    durable.forEach(
        (key, value) -> {
          if (!value.equals(now.get(key))) {
            all.add("not " + key);
          }
        });
    now.keySet().stream().filter(key -> !durable.containsKey(key)).forEach(all::add);
    return String.join(", ", all);
  }

  /**
   * What the first version that a life serves may be: the one that served when the last one died,
   * or the one that it was about to serve.
   */
  Optional<String> wrongFirst(String manifest) {
    boolean right =
        serving.equals(Optional.of(manifest))
            || ordered.equals(Optional.of(manifest))
            || serving.isEmpty()
            || stopped;
    return right
        ? Optional.empty()
        : Optional.of("it serves " + manifest + " first, and not " + serving.get());
  }
}
