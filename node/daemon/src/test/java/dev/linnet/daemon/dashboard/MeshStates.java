package dev.linnet.daemon.dashboard;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Course;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.Phase;
import dev.linnet.core.health.Evidence;
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
import dev.linnet.core.model.TensorSpec;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Because;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.OnFailure;
import dev.linnet.core.rollout.Outcome;
import dev.linnet.core.rollout.Panel;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Rollout.Verdict;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What node eu-central-1 of a mesh of five regions may know: nothing, a rollout under way, or one
 * that was rolled back.
 */
final class MeshStates {
  static final String MESH = "harbour";
  static final ModelName MODEL = new ModelName("detector");
  static final RegionName OWN = new RegionName("eu-central");
  static final Digest OLD = digest("rollout of 6");
  static final Digest NEW = digest("rollout of 7");

  /** Markup where a peer, an operator or a model's maker may write what they like. */
  static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&</td><script>alert(2)</script>";

  private static final Map<String, Integer> REGIONS = new LinkedHashMap<>();
  private static final int CHUNK_BYTES = 48 * 1024;

  static {
    REGIONS.put("eu-central", 5);
    REGIONS.put("eu-west", 4);
    REGIONS.put("na-east", 4);
    REGIONS.put("na-west", 3);
    REGIONS.put("asia", 4);
  }

  private MeshStates() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A node that was just started. */
  static NodeView alone() {
    Member self =
        new Member(
            new Peer(new NodeName("eu-central-1"), OWN, new Address("10.0.1.1", 7700)),
            new NodeRecord(MESH, 1, new Address("10.0.1.1", 7700), new Profile(Map.of(), Map.of())),
            Map.of(),
            Liveness.ALIVE);
    return new NodeView(
        new NodeName("eu-central-1"),
        OWN,
        List.of(self),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /** The canary promoted, eu votes, the others wait. */
  static NodeView rolling() {
    Map<Panel, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put(panel(0, "eu-central"), new Verdict(Outcome.PROMOTED, 3, 0, 0));
    verdicts.put(panel(1, "eu-west"), new Verdict(Outcome.PROMOTED, 4, 0, 0));
    Map<NodeName, EnumMap<Ballot, Vote>> votes = new TreeMap<>();
    vote(votes, "eu-central-1", 1, Ballot.HEALTHY, "");
    vote(votes, "eu-central-2", 1, Ballot.HEALTHY, "");
    vote(votes, "eu-central-4", 1, Ballot.INELIGIBLE, "needs 1.2 GiB of memory, has 1.0");
    return view(
        rollout(
            "7", 7, verdicts, Map.of(new Place(0, OWN), canaryVotes(), new Place(1, OWN), votes)),
        new Because.Opened(),
        Map.of("eu", "SERVING", "na", "WAITING", "asia", "WAITING"),
        "wave eu has not promoted it yet");
  }

  /** na saw it fail, and everybody went back. */
  static NodeView rolledBack() {
    Map<Panel, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put(panel(0, "eu-central"), new Verdict(Outcome.PROMOTED, 3, 0, 0));
    verdicts.put(panel(1, "eu-central"), new Verdict(Outcome.PROMOTED, 4, 0, 1));
    verdicts.put(panel(1, "eu-west"), new Verdict(Outcome.PROMOTED, 4, 0, 0));
    verdicts.put(panel(2, "na-east"), new Verdict(Outcome.ROLLED_BACK, 1, 2, 0));
    Map<NodeName, EnumMap<Ballot, Vote>> votes = new TreeMap<>();
    for (int i = 1; i <= 5; i++) {
      vote(votes, "eu-central-" + i, 1, Ballot.HEALTHY, "");
    }
    return view(
        rollout(
            "7", 7, verdicts, Map.of(new Place(0, OWN), canaryVotes(), new Place(1, OWN), votes)),
        new Because.RolledBack(panel(2, "na-east"), new Verdict(Outcome.ROLLED_BACK, 1, 2, 0)),
        Map.of("eu", "FELL_BACK", "na", "FELL_BACK", "asia", "WAITING"),
        "region na-east rolled it back by 2 votes");
  }

  /** As {@link #rolling}, with texts of others that would run if they became markup. */
  static NodeView hostile() {
    NodeView view = rolling();
    List<Member> members = new ArrayList<>();
    for (Member member : view.members()) {
      Map<String, ModelStatus> models = new TreeMap<>();
      member
          .models()
          .forEach(
              (model, status) ->
                  models.put(
                      model,
                      new ModelStatus(
                          HOSTILE,
                          status.rollout(),
                          status.phase(),
                          status.sinceMillis(),
                          HOSTILE)));
      members.add(
          new Member(
              member.peer(),
              new NodeRecord(
                  MESH,
                  1,
                  member.record().address(),
                  new Profile(Map.of("site", HOSTILE, HOSTILE, "x"), Map.of())),
              models,
              member.liveness()));
    }
    Rollout head = view.rollouts().get(0);
    Map<NodeName, EnumMap<Ballot, Vote>> votes = new TreeMap<>();
    vote(votes, "eu-central-1", 1, Ballot.UNHEALTHY, HOSTILE);
    Rollout poisoned =
        new Rollout(
            head.id(),
            head.announcement(),
            new TreeSet<>(Set.of(HOSTILE)),
            null,
            null,
            null,
            Set.of(),
            head.verdicts(),
            true,
            Map.of(new Place(1, OWN), votes),
            new TreeSet<>());
    return new NodeView(
        view.self(),
        view.region(),
        members,
        List.of(),
        List.of(poisoned, view.rollouts().get(1)),
        view.courses(),
        view.models(),
        List.of());
  }

  static byte[] chunk(int number) {
    byte[] content = new byte[CHUNK_BYTES];
    Arrays.fill(content, (byte) number);
    return content;
  }

  private static NodeView view(
      Rollout head, Because here, Map<String, String> phases, String waitingFor) {
    boolean runsNew = here instanceof Because.Opened;
    List<Member> members = new ArrayList<>();
    REGIONS.forEach(
        (region, count) -> {
          String phase = phases.getOrDefault(region.split("-", -1)[0], "WAITING");
          for (int i = 1; i <= count; i++) {
            members.add(member(region, i, phase, waitingFor));
          }
        });
    Decision decision =
        runsNew
            ? new Decision(NEW, List.of(new Decision.Reason(NEW, here)))
            : new Decision(
                OLD,
                List.of(
                    new Decision.Reason(NEW, here),
                    new Decision.Reason(
                        OLD, new Because.ProvenHere(OWN, new Verdict(Outcome.PROMOTED, 5, 0, 0)))));
    Course course =
        new Course(
            decision,
            runsNew ? Phase.SERVING : Phase.FELL_BACK,
            runsNew ? NEW : OLD,
            Map.of(
                new Place(0, OWN), 4_000_000_000L,
                new Place(1, new RegionName("eu-west")), 21_000_000_000L,
                new Place(1, OWN), 3_000_000_000L),
            Set.of());
    Map<Panel, Verdict> everywhere = new LinkedHashMap<>();
    head.announcement()
        .juries()
        .forEach(
            jury ->
                everywhere.put(
                    new Panel(jury.wave(), jury.region(), null),
                    new Verdict(Outcome.PROMOTED, jury.jurors().size(), 0, 0)));
    return new NodeView(
        new NodeName("eu-central-1"),
        OWN,
        members,
        List.of(),
        List.of(head, rollout("6", 6, everywhere, Map.of())),
        Map.of(MODEL, course),
        List.of(stored("7", 4, 40), stored("6", 0, 36), stored("5", 60, 90)),
        List.of());
  }

  private static Member member(String region, int i, String phase, String waitingFor) {
    String name = region + "-" + i;
    Address address = new Address("10.0." + (region.hashCode() & 127) + "." + i, 7700);
    boolean serves = phase.equals("SERVING");
    ModelStatus status =
        new ModelStatus(
            serves ? "7" : "6",
            NEW,
            serves && i == 5 ? "TRIAL" : phase,
            Instant.now().minusSeconds(60L * (i + 3)).toEpochMilli(),
            serves ? "wave eu is open" : waitingFor);
    boolean lost = name.equals("asia-4");
    return new Member(
        new Peer(new NodeName(name), new RegionName(region), address),
        new NodeRecord(
            MESH,
            1,
            address,
            new Profile(
                Map.of("device.class", i % 2 == 0 ? "jetson" : "camera-gw", "tier", "edge"),
                Map.of())),
        Map.of(MODEL.value(), status),
        lost ? Liveness.SUSPECT : Liveness.ALIVE);
  }

  private static Stored stored(String version, int first, int end) {
    List<ChunkRef> refs =
        IntStream.range(first, end)
            .mapToObj(i -> new ChunkRef(Digest.of(chunk(i)), CHUNK_BYTES))
            .toList();
    Manifest manifest =
        new Manifest(
            digest("manifest of " + version),
            MODEL,
            version,
            null,
            "model.onnx",
            List.of(
                new ModelFile(
                    "model.onnx", (long) CHUNK_BYTES * refs.size(), digest(version), refs)),
            List.of(new TensorSpec("image", "FP32", List.of(-1L, 3L, 224L, 224L))),
            List.of(new TensorSpec("scores", "FP32", List.of(-1L, 80L))),
            17,
            8,
            0,
            0,
            0);
    return new Stored(manifest, new BitSet());
  }

  private static Map<NodeName, EnumMap<Ballot, Vote>> canaryVotes() {
    Map<NodeName, EnumMap<Ballot, Vote>> votes = new TreeMap<>();
    for (int i = 1; i <= 3; i++) {
      vote(votes, "eu-central-" + i, 0, Ballot.HEALTHY, "");
    }
    return votes;
  }

  private static void vote(
      Map<NodeName, EnumMap<Ballot, Vote>> votes,
      String juror,
      int wave,
      Ballot ballot,
      String reason) {
    TreeMap<String, Double> numbers = new TreeMap<>();
    if (ballot == Ballot.HEALTHY) {
      numbers.put("inference.error_ratio", 0.0004);
      numbers.put("inference.latency.p95", 1.07);
      numbers.put("requests", 18_244.0);
    }
    EnumMap<Ballot, Vote> cast = new EnumMap<>(Ballot.class);
    cast.put(
        ballot,
        new Vote(MESH, NEW, wave, 1, ballot, reason, new Evidence(numbers, new TreeMap<>())));
    votes.put(new NodeName(juror), cast);
  }

  private static Panel panel(int wave, String region) {
    return new Panel(wave, new RegionName(region), null);
  }

  private static Rollout rollout(
      String version,
      long generation,
      Map<Panel, Verdict> verdicts,
      Map<Place, Map<NodeName, EnumMap<Ballot, Vote>>> votes) {
    List<Wave> waves =
        List.of(
            canary(),
            wave("eu", "eu-central", "eu-west"),
            wave("na", "na-east", "na-west"),
            wave("rest", "asia"));
    List<Jury> juries = new ArrayList<>();
    for (int i = 0; i < waves.size(); i++) {
      for (RegionName region : waves.get(i).regions()) {
        juries.add(jury(i, region, i == 0 ? 3 : REGIONS.get(region.value())));
      }
    }
    Instant announced = Instant.now().minusSeconds(version.equals("7") ? 2_520 : 777_600);
    return new Rollout(
        digest("rollout of " + version),
        new Announcement(
            MESH,
            new Plan(MODEL, version, null, OnFailure.ROLLBACK_ALL, waves),
            digest("manifest of " + version),
            0,
            generation,
            null,
            null,
            null,
            announced,
            announced.plus(Duration.ofDays(14)),
            juries),
        new TreeSet<>(Set.of("alice")),
        null,
        null,
        null,
        Set.of(),
        verdicts,
        true,
        votes,
        new TreeSet<>());
  }

  private static Wave canary() {
    Selector some = new Selector(List.of(), new Share(1, 2));
    return new Wave(
        "canary",
        List.of(OWN),
        some,
        List.of(),
        null,
        Duration.ofHours(1),
        0,
        List.of(),
        Share.TWO_THIRDS,
        2);
  }

  private static Wave wave(String name, String... regions) {
    List<RegionName> names = Arrays.stream(regions).map(RegionName::new).toList();
    return new Wave(name, names, Duration.ofHours(2), 0, List.<Gate>of(), Share.TWO_THIRDS, 2);
  }

  private static Jury jury(int wave, RegionName region, int count) {
    TreeSet<NodeName> names = new TreeSet<>();
    for (int i = 1; i <= count; i++) {
      names.add(new NodeName(region + "-" + i));
    }
    return new Jury(wave, region, names);
  }
}
