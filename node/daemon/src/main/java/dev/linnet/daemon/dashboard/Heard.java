package dev.linnet.daemon.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.core.gossip.GossipSettings;
import dev.linnet.core.mesh.NodeName;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a message last came from whom: the links as this node sees them. Replicas are compared with
 * a random other region every {@link GossipSettings#widePeriod}, so a region is heard of as often
 * on the average as there are others; one that is not for {@link #PATIENCE} times as long is
 * silent.
 */
public final class Heard {
  /** By chance, a region that answers is silent for so long with a probability of e^-8. */
  private static final long PATIENCE = 8;

  private final LongSupplier nanoTime;
  private final long beganNanos;
  private final Map<String, Long> byNode = new ConcurrentHashMap<>();

  /** Nobody was heard yet. */
  public Heard(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.beganNanos = nanoTime.getAsLong();
  }

  /** A message came; from any thread. */
  public void from(NodeName node) {
    byNode.put(node.value(), nanoTime.getAsLong());
  }

  private static final class Region {
    int nodes;
    @Nullable String lastFrom;
    long lastNanos;
  }

  /**
   * The links to every region that the members live in.
   *
   * @param members the document of the mesh's members
   */
  JsonObject toJson(String members) {
    JsonObject mesh = JsonParser.parseString(members).getAsJsonObject();
    String self = mesh.get("self").getAsString();
    SortedMap<String, Region> regions = new TreeMap<>();
    String own = "";
    for (JsonElement each : mesh.getAsJsonArray("members")) {
      JsonObject member = each.getAsJsonObject();
      String name = member.get("node").getAsString();
      String region = member.get("region").getAsString();
      own = name.equals(self) ? region : own;
      hear(regions.computeIfAbsent(region, any -> new Region()), name);
    }
    return toJson(own, regions);
  }

  private void hear(Region region, String node) {
    region.nodes++;
    Long at = byNode.get(node);
    if (at != null && (region.lastFrom == null || at - region.lastNanos > 0)) {
      region.lastFrom = node;
      region.lastNanos = at;
    }
  }

  private JsonObject toJson(String own, SortedMap<String, Region> regions) {
    long now = nanoTime.getAsLong();
    int others = regions.size() - (regions.containsKey(own) ? 1 : 0);
    long limitNanos = PATIENCE * others * GossipSettings.DEFAULT.widePeriod().toNanos();
    JsonArray array = new JsonArray();
    int silent = 0;
    for (Map.Entry<String, Region> entry : regions.entrySet()) {
      Region region = entry.getValue();
      boolean isOwn = entry.getKey().equals(own);
      long quietNanos = now - (region.lastFrom == null ? beganNanos : region.lastNanos);
      boolean isSilent = !isOwn && quietNanos > limitNanos;
      silent += isSilent ? 1 : 0;
      JsonObject json = new JsonObject();
      json.addProperty("region", entry.getKey());
      json.addProperty("own", isOwn);
      json.addProperty("nodes", region.nodes);
      json.addProperty("silent", isSilent);
      if (region.lastFrom != null) {
        json.addProperty("heardFrom", region.lastFrom);
        json.addProperty("heardSecondsAgo", TimeUnit.NANOSECONDS.toSeconds(quietNanos));
      }
      array.add(json);
    }
    JsonObject document = Answer.versioned();
    document.add("regions", array);
    document.addProperty("silentAfterSeconds", TimeUnit.NANOSECONDS.toSeconds(limitNanos));
    document.addProperty("cutOff", others > 0 && silent == others);
    return document;
  }
}
