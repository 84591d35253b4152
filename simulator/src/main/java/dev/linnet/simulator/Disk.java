package dev.linnet.simulator;

import dev.linnet.core.trust.Digest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What survives the death of a node's process. */
final class Disk {
  final StoredFacts facts = new StoredFacts();
  final Map<String, String> memory = new TreeMap<>();
  final Map<Digest, String> manifests = new TreeMap<>();
  final Set<Digest> chunks = new TreeSet<>();

  void clear() {
    facts.clear();
    memory.clear();
    manifests.clear();
    chunks.clear();
  }
}
