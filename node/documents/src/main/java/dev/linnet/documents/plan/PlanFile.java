package dev.linnet.documents.plan;

import dev.linnet.core.mesh.Names;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import dev.linnet.documents.YamlReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plan: YAML, of which JSON is a part. Every key but {@code spec.model} and {@code
 * spec.waves} has a default; a key that is not known is an error, never ignored.
 */
public final class PlanFile {
  private static final String API_VERSION = "linnet/v1";
  private static final String KIND = "Rollout";
  private static final String[] KEYS = {
    "model", "expires", "select", "defaults", "waves", "onFailure", "retryOf", "freshness"
  };
  private static final String ALL_REMAINING = "*";

  private PlanFile() {}

  /**
   * Reads a plan that is announced now.
   *
   * @param fileName names the plan in messages
   * @throws dev.linnet.documents.DocumentException with file, line and column, if anything in it is
   *     wrong
   */
  public static Plan parse(String yaml, String fileName) {
    return parse(yaml, fileName, Instant.now());
  }

  static Plan parse(String yaml, String fileName, Instant now) {
    return read(YamlReader.parse(yaml, fileName), now);
  }

  /**
   * Reads a plan that is announced at {@code now}, which stands in a document of its own or not.
   */
  public static Plan read(YamlNode document, Instant now) {
    YamlMap top = document.map("apiVersion", "kind", "metadata", "spec");
    top.optional("apiVersion").ifPresent(node -> requireWord(node, API_VERSION));
    top.optional("kind").ifPresent(node -> requireWord(node, KIND));
    top.optional("metadata").ifPresent(PlanFile::requireMetadata);
    YamlMap spec = top.required("spec").map(KEYS);
    YamlMap model = spec.required("model").map("name", "version");
    ModelName name = model.required("name").parsed(ModelName::new);
    String version = version(model.required("version"));
    WaveFields defaults =
        spec.read(
            "defaults",
            WaveFields.DEFAULT,
            node -> WaveFields.DEFAULT.read(node.map(WaveFields.KEYS.toArray(String[]::new))));
    @Nullable Instant expires =
        spec.optional("expires").map(node -> expires(node, now)).orElse(null);
    OnFailure onFailure =
        spec.read("onFailure", OnFailure.ROLLBACK_ALL, node -> node.parsed(OnFailure::parse));
    @Nullable Digest retryOf = spec.optional("retryOf").map(PlanFile::id).orElse(null);
    Duration freshness =
        spec.read("freshness", Plan.DEFAULT_FRESHNESS, node -> node.parsed(PlanFile::freshness));
    List<Requirement> select = spec.read("select", List.of(), SelectFields::read);
    List<Wave> waves = waves(spec.required("waves"), select, defaults);
    return new Plan(name, version, expires, onFailure, retryOf, freshness, waves);
  }

  private static void requireWord(YamlNode node, String word) {
    if (!node.string().equals(word)) {
      throw node.error("expected " + word + ", got '" + node.string() + "'");
    }
  }

  /** The name is the file's own; what is announced goes by its digest. */
  private static void requireMetadata(YamlNode node) {
    node.map("name")
        .optional("name")
        .ifPresent(name -> name.parsed(text -> Names.require("plan", text)));
  }

  private static String version(YamlNode node) {
    return node.parsed(text -> Names.require("version", text));
  }

  private static Duration freshness(String text) {
    return text.equals("off") ? Duration.ZERO : Plan.requireFreshness(Units.duration(text));
  }

  private static Instant expires(YamlNode node, Instant now) {
    Instant expires;
    try {
      expires = Instant.parse(node.string());
    } catch (DateTimeException e) {
      throw node.error(
          "expected an instant in UTC such as 2026-12-01T00:00:00Z, got '" + node.string() + "'");
    }
    if (!expires.isAfter(now)) {
      throw node.error(expires + " is in the past; nothing would ever open");
    }
    return expires;
  }

  private static Digest id(YamlNode node) {
    try {
      return new Digest(node.string());
    } catch (IllegalArgumentException e) {
      throw node.error(
          "expected the whole id of the rollout that is tried again, 64 of 0-9 and a-f");
    }
  }

  private static List<Wave> waves(YamlNode list, List<Requirement> select, WaveFields defaults) {
    List<YamlNode> nodes = list.list();
    if (nodes.isEmpty() || nodes.size() > Plan.MAX_WAVES) {
      throw list.error("expected 1 to " + Plan.MAX_WAVES + " waves, got " + nodes.size());
    }
    List<Wave> waves = new ArrayList<>();
    for (YamlNode node : nodes) {
      List<String> keys = new ArrayList<>(List.of("name", "regions", "select", "share"));
      keys.addAll(WaveFields.KEYS);
      YamlMap map = node.map(keys.toArray(String[]::new));
      YamlNode nameNode = map.required("name");
      String name = nameNode.parsed(text -> Names.require("wave", text));
      if (waves.stream().anyMatch(wave -> wave.name().equals(name))) {
        throw nameNode.error("wave " + name + " is named twice");
      }
      List<RegionName> regions = regions(map.required("regions"));
      List<Requirement> requirements = new ArrayList<>(select);
      requirements.addAll(map.read("select", List.of(), SelectFields::read));
      Selector selector =
          new Selector(requirements, map.read("share", Share.WHOLE, PlanFile::share));
      Wave wave = defaults.read(map).wave(name, regions, selector);
      for (Wave earlier : waves) {
        Plan.overlap(earlier, wave)
            .ifPresent(
                where -> {
                  throw map.required("regions").error(where + Plan.exhausted(earlier));
                });
      }
      waves.add(wave);
    }
    return waves;
  }

  private static Share share(YamlNode node) {
    Share share = node.parsed(Units::share);
    if (share.numerator() == 0) {
      throw node.error("expected above 0 and at most 1, got " + node.string());
    }
    return share;
  }

  /** The regions of a wave; none stands for all that remain. */
  private static List<RegionName> regions(YamlNode list) {
    List<YamlNode> nodes = list.list();
    if (nodes.isEmpty()) {
      throw list.error("expected region names, or \"*\" for all that no other wave takes whole");
    }
    List<RegionName> regions = new ArrayList<>();
    for (YamlNode node : nodes) {
      if (node.string().equals(ALL_REMAINING)) {
        if (nodes.size() > 1) {
          throw node.error("\"*\" stands alone: it takes all that no other wave takes whole");
        }
        return List.of();
      }
      RegionName region = node.parsed(RegionName::new);
      if (regions.contains(region)) {
        throw node.error("region " + region + " is named twice");
      }
      regions.add(region);
    }
    return regions;
  }
}
