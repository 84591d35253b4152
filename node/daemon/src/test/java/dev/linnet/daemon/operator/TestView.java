package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelFile;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What node eu-1 may know of a mesh of eu (4 nodes) and na (1 node). */
public final class TestView {
  static final ModelName MODEL = new ModelName("detector");
  public static final RegionName EU = new RegionName("eu");
  public static final RegionName NA = new RegionName("na");
  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private TestView() {}

  public static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** eu-1 to eu-3 and na-1 run version 1, eu-4 runs nothing. */
  public static NodeView view(List<Rollout> rollouts, List<Stored> models) {
    List<Member> members = new ArrayList<>();
    for (String name : List.of("eu-1", "eu-2", "eu-3", "na-1")) {
      ModelStatus status = new ModelStatus("1", digest("rollout of 1"), "SERVING", 0, "");
      members.add(member(name, Map.of(MODEL.value(), status)));
    }
    members.add(member("eu-4", Map.of()));
    return new NodeView(
        new NodeName("eu-1"), EU, members, List.of(), rollouts, Map.of(), models, List.of());
  }

  /** The same, where the node goes this course with the model. */
  public static NodeView on(Course course, NodeView view) {
    return new NodeView(
        view.self(),
        view.region(),
        view.members(),
        view.others(),
        view.rollouts(),
        Map.of(MODEL, course),
        view.models(),
        view.roots());
  }

  /** The same, where the node holds these trust roots. */
  public static NodeView holding(List<Envelope> roots, NodeView view) {
    return new NodeView(
        view.self(),
        view.region(),
        view.members(),
        view.others(),
        view.rollouts(),
        view.courses(),
        view.models(),
        roots);
  }

  /** The same, where the node itself is so far with the model. */
  public static NodeView at(ModelStatus status, NodeView view) {
    return new NodeView(
        view.self(),
        view.region(),
        view.members().stream()
            .map(
                member ->
                    member.peer().node().equals(view.self())
                        ? member(view.self().value(), Map.of(MODEL.value(), status))
                        : member)
            .toList(),
        view.others(),
        view.rollouts(),
        view.courses(),
        view.models(),
        view.roots());
  }

  private static Member member(String name, Map<String, ModelStatus> models) {
    Address address = new Address("127.0.0.1", 7700);
    return new Member(
        new Peer(new NodeName(name), new RegionName(name.substring(0, 2)), address),
        new NodeRecord("birds", 1, address, new Profile(Map.of(), Map.of())),
        models,
        Liveness.ALIVE);
  }

  /** A version in the store, of chunks of 100 bytes that are named by their content. */
  public static Stored stored(String version, int held, String... chunks) {
    List<ChunkRef> refs = new ArrayList<>();
    for (String chunk : chunks) {
      refs.add(new ChunkRef(digest(chunk), 100));
    }
    Manifest manifest =
        new Manifest(
            digest("manifest of " + version),
            MODEL,
            version,
            null,
            "model.onnx",
            List.of(new ModelFile("model.onnx", 100L * refs.size(), digest(version), refs)),
            List.of(),
            List.of(),
            17,
            8,
            0,
            0,
            0);
    BitSet present = new BitSet();
    present.set(0, held);
    return new Stored(manifest, present);
  }

  /** Of two waves, eu and then na, judged without gates or traffic. */
  static Announcement announcement(String version, Duration bake) {
    return announcement(version, List.of(wave("first", EU, bake), wave("rest", NA, bake)));
  }

  private static Announcement announcement(String version, List<Wave> waves) {
    return new Announcement(
        "birds",
        new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, waves),
        digest("manifest of " + version),
        0,
        Long.parseLong(version),
        null,
        null,
        null,
        NOW,
        NOW.plus(Duration.ofDays(7)),
        List.of(jury(0, EU, "eu-1", "eu-2", "eu-3", "eu-4"), jury(1, NA, "na-1")));
  }

  private static Wave wave(String name, RegionName region, Duration bake) {
    return new Wave(name, List.of(region), bake, 0, List.<Gate>of(), Share.TWO_THIRDS, 4);
  }

  private static Jury jury(int wave, RegionName region, String... jurors) {
    TreeSet<NodeName> names = new TreeSet<>();
    for (String juror : jurors) {
      names.add(new NodeName(juror));
    }
    return new Jury(wave, region, names);
  }

  /** A rollout with the verdicts of eu and na. */
  public static Rollout rollout(String version, Map<RegionName, Outcome> verdicts) {
    return rollout(version, wave("first", EU, Duration.ZERO), verdicts);
  }

  /** The same, where eu goes by a wave of its own. */
  public static Rollout rollout(String version, Wave first, Map<RegionName, Outcome> verdicts) {
    Map<Panel, Verdict> places = new LinkedHashMap<>();
    verdicts.forEach(
        (region, outcome) ->
            places.put(
                new Panel(region.equals(EU) ? 0 : 1, region, null), new Verdict(outcome, 4, 4, 0)));
    return new Rollout(
        digest("rollout of " + version),
        announcement(version, List.of(first, wave("rest", NA, Duration.ZERO))),
        new TreeSet<>(Set.of("alice")),
        null,
        null,
        null,
        Set.of(),
        places,
        !places.isEmpty(),
        Map.of(),
        new TreeSet<>());
  }
}
