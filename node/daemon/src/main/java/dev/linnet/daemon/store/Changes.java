package dev.linnet.daemon.store;

import dev.linnet.core.trust.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to become durable at once, or not at all. The last word on a key counts. For one thread.
 */
public final class Changes {
  final Map<String, Optional<byte[]>> facts = new LinkedHashMap<>();
  final Map<String, String> memory = new LinkedHashMap<>();
  final Map<Digest, Optional<String>> manifests = new LinkedHashMap<>();

  /** Writes a fact; {@code value} must not change until the commit. */
  public void putFact(String key, byte[] value) {
    facts.put(key, Optional.of(value));
  }

  public void deleteFact(String key) {
    facts.put(key, Optional.empty());
  }

  public void putMemory(String key, String json) {
    memory.put(key, json);
  }

  public void putManifest(Digest digest, String json) {
    manifests.put(digest, Optional.of(json));
  }

  public void dropManifest(Digest digest) {
    manifests.put(digest, Optional.empty());
  }

  boolean dropsManifests() {
    return manifests.containsValue(Optional.<String>empty());
  }

  public boolean isEmpty() {
    return facts.isEmpty() && memory.isEmpty() && manifests.isEmpty();
  }
}
