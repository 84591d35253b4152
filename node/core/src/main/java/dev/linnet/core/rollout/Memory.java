package dev.linnet.core.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.trust.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a node itself did with a model's rollouts; kept on its disk, shown to no peer.
 *
 * @param active the rollout whose version it serves, or null
 * @param opened the rollouts that it ever began to serve
 * @param passed the manifests that passed the trial here, in whichever rollout: it is of the bytes
 * @param failed the rollouts whose version failed here, with the reason; never taken back
 */
public record Memory(
    @Nullable Digest active,
    SortedSet<Digest> opened,
    SortedSet<Digest> passed,
    SortedMap<Digest, String> failed) {
  /** Of a model that the node never met. */
  public static final Memory EMPTY =
      new Memory(null, new TreeSet<>(), new TreeSet<>(), new TreeMap<>());

  public Memory {
    opened = Collections.unmodifiableSortedSet(new TreeSet<>(opened));
    passed = Collections.unmodifiableSortedSet(new TreeSet<>(passed));
    failed = Collections.unmodifiableSortedMap(new TreeMap<>(failed));
  }

  public boolean isActive(@Nullable Digest rollout) {
    return rollout != null && rollout.equals(active);
  }

  /** After the node decided to serve {@code rollout}. */
  public Memory opening(Digest rollout) {
    return new Memory(rollout, with(opened, rollout), passed, failed);
  }

  /** After it turned out that what it decided to open came to nothing: it serves what it did. */
  public Memory notOpening(Digest rollout, @Nullable Digest stillActive) {
    return new Memory(stillActive, without(opened, rollout), passed, failed);
  }

  /** After the node decided to serve nothing. */
  public Memory stopping() {
    return new Memory(null, opened, passed, failed);
  }

  public Memory passing(Digest manifest) {
    return new Memory(active, opened, with(passed, manifest), failed);
  }

  public Memory failing(Digest rollout, String reason) {
    SortedMap<Digest, String> more = new TreeMap<>(failed);
    more.putIfAbsent(rollout, reason);
    return new Memory(active, opened, passed, more);
  }

  private static SortedSet<Digest> with(SortedSet<Digest> all, Digest one) {
    SortedSet<Digest> more = new TreeSet<>(all);
    more.add(one);
    return more;
  }

  private static SortedSet<Digest> without(SortedSet<Digest> all, Digest one) {
    SortedSet<Digest> fewer = new TreeSet<>(all);
    fewer.remove(one);
    return fewer;
  }

  /** Reads {@link #toJson}. */
  public static Memory parse(String json) {
    return Fields.read(
        json,
        fields -> {
          SortedMap<Digest, String> failed = new TreeMap<>();
          for (Map.Entry<String, String> entry : fields.stringMap("failed").entrySet()) {
            failed.put(new Digest(entry.getKey()), entry.getValue());
          }
          return new Memory(
              fields.has("active") ? fields.parsed("active", Digest::new) : null,
              digests(fields, "opened"),
              digests(fields, "passed"),
              failed);
        });
  }

  private static SortedSet<Digest> digests(Fields fields, String name) {
    return new TreeSet<>(fields.strings(name).stream().map(Digest::new).toList());
  }

  public String toJson() {
    JsonObject json = new JsonObject();
    if (active != null) {
      json.addProperty("active", active.hex());
    }
    json.add("opened", array(opened));
    json.add("passed", array(passed));
    JsonObject reasons = new JsonObject();
    failed.forEach((rollout, reason) -> reasons.addProperty(rollout.hex(), reason));
    json.add("failed", reasons);
    return json.toString();
  }

  private static JsonArray array(SortedSet<Digest> digests) {
    JsonArray array = new JsonArray();
    digests.forEach(digest -> array.add(digest.hex()));
    return array;
  }
}
