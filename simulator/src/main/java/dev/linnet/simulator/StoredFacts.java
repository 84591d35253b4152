package dev.linnet.simulator;

import dev.linnet.core.replica.Fact;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one disk by their place, in the order in which they were first written. What many
 * nodes were given alike is held once for all of them, until one of them writes over it.
 */
final class StoredFacts extends AbstractMap<String, Fact> {
  private Map<String, Fact> given = Map.of();
  private Map<String, Fact> own = new LinkedHashMap<>();

  /** Takes facts that others hold too, and that nobody changes. */
  void give(Map<String, Fact> facts) {
    if (isEmpty()) {
      given = facts;
    } else {
      putAll(facts);
    }
  }

  @Override
  public @Nullable Fact get(@Nullable Object key) {
    Fact fact = own.get(key);
    return fact == null ? given.get(key) : fact;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return own.containsKey(key) || given.containsKey(key);
  }

  @Override
  public @Nullable Fact put(String key, Fact fact) {
    takeForItself(key);
    return own.put(key, fact);
  }

  @Override
  public @Nullable Fact remove(@Nullable Object key) {
    takeForItself(key);
    return own.remove(key);
  }

  private void takeForItself(@Nullable Object key) {
    if (given.containsKey(key)) {
      Map<String, Fact> all = new LinkedHashMap<>(given);
      all.putAll(own);
      own = all;
      given = Map.of();
    }
  }

  @Override
  public void clear() {
    given = Map.of();
    own.clear();
  }

  @Override
  public int size() {
    return given.size() + own.size();
  }

  @Override
  public Set<Entry<String, Fact>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Fact>> iterator() {
        return Stream.concat(given.entrySet().stream(), own.entrySet().stream()).iterator();
      }

      @Override
      public int size() {
        return StoredFacts.this.size();
      }
    };
  }
}
