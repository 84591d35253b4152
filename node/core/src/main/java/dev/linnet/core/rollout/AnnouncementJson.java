package dev.linnet.core.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.json.Fields;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON of an announcement, which operators sign. */
public final class AnnouncementJson {
  private AnnouncementJson() {}

  /**
   * Reads {@link #write}.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static Announcement parse(Bytes payload) {
    return Fields.read(
        payload.toUtf8(),
        fields -> {
          @Nullable Digest retryOf = digest(fields, "retryOf");
          Plan plan =
              new Plan(
                  fields.parsed("model", ModelName::new),
                  fields.string("version"),
                  null,
                  fields.parsed("onFailure", OnFailure::parse),
                  retryOf,
                  Duration.ofMillis(
                      fields.integer("freshnessMillis", 0, Plan.MAX_FRESHNESS.toMillis())),
                  fields.objects("waves", WaveJson::parse));
          return new Announcement(
              fields.string("mesh"),
              plan,
              fields.parsed("manifest", Digest::new),
              fields.integer("epoch", 0, Long.MAX_VALUE),
              fields.integer("generation", 1, Long.MAX_VALUE),
              digest(fields, "previous"),
              digest(fields, "returnTo"),
              retryOf,
              fields.instant("announcedAt"),
              fields.instant("expires"),
              fields.objects("juries", AnnouncementJson::jury));
        });
  }

  /** The JSON that is signed. */
  public static Bytes write(Announcement announcement) {
    JsonObject json = new JsonObject();
    json.addProperty("mesh", announcement.mesh());
    json.addProperty("model", announcement.model().value());
    json.addProperty("version", announcement.version());
    json.addProperty("manifest", announcement.manifest().hex());
    json.addProperty("epoch", announcement.epoch());
    json.addProperty("generation", announcement.generation());
    addDigest(json, "previous", announcement.previous());
    addDigest(json, "returnTo", announcement.returnTo());
    addDigest(json, "retryOf", announcement.retryOf());
    json.addProperty("announcedAt", announcement.announcedAt().toString());
    json.addProperty("expires", announcement.expires().toString());
    json.addProperty("onFailure", announcement.plan().onFailure().word());
    json.addProperty("freshnessMillis", announcement.plan().freshness().toMillis());
    JsonArray waves = new JsonArray();
    announcement.plan().waves().forEach(wave -> waves.add(WaveJson.write(wave)));
    json.add("waves", waves);
    JsonArray juries = new JsonArray();
    announcement.juries().forEach(jury -> juries.add(write(jury)));
    json.add("juries", juries);
    return Bytes.utf8(json.toString());
  }

  private static Jury jury(Fields fields) {
    return new Jury(
        (int) fields.integer("wave", 0, Plan.MAX_WAVES - 1),
        fields.parsed("region", RegionName::new),
        new TreeSet<>(fields.strings("jurors").stream().map(NodeName::new).toList()),
        fields.has("classes") ? byName(fields.stringMap("classes")) : new TreeMap<>());
  }

  private static SortedMap<NodeName, String> byName(Map<String, String> classes) {
    SortedMap<NodeName, String> byName = new TreeMap<>();
    classes.forEach((juror, name) -> byName.put(new NodeName(juror), name));
    return byName;
  }

  private static JsonObject write(Jury jury) {
    JsonObject json = new JsonObject();
    json.addProperty("wave", jury.wave());
    json.addProperty("region", jury.region().value());
    json.add("jurors", names(jury.jurors()));
    if (!jury.classes().isEmpty()) {
      JsonObject classes = new JsonObject();
      jury.classes().forEach((juror, name) -> classes.addProperty(juror.value(), name));
      json.add("classes", classes);
    }
    return json;
  }

  private static JsonArray names(Iterable<?> names) {
    JsonArray array = new JsonArray();
    names.forEach(name -> array.add(name.toString()));
    return array;
  }

  private static @Nullable Digest digest(Fields fields, String name) {
    return fields.has(name) ? fields.parsed(name, Digest::new) : null;
  }

  private static void addDigest(JsonObject json, String name, @Nullable Digest digest) {
    if (digest != null) {
      json.addProperty(name, digest.hex());
    }
  }
}
