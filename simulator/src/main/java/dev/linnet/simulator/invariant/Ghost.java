package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Memory;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.NodeStatement;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.invariant.FactReader.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What truly happened, which no node knows as a whole. */
final class Ghost {
  final SimulatedMesh mesh;
  final Set<NodeName> liars;
  final FactReader reader;

  /** Asked for single nodes alone, never walked through: its order is by chance. */
  private final Map<NodeName, OfNode> nodes = new HashMap<>();

  private final Map<Digest, Map<NodeName, Set<Ballot>>> said = new TreeMap<>();
  private final Set<Fact> shown = Collections.newSetFromMap(new IdentityHashMap<>());

  /** By what they say: nodes of one process share what they parsed, and so show equal copies. */
  private final Set<NodeStatement> shownStatements = new HashSet<>();

  private final List<Fact> sound = new ArrayList<>();

  /** What is known of one node; what its disk carried is lost with it. */
  static final class OfNode {
    private final TrustRoot anchor;
    Heard heard;
    long wallMillis;
    @Nullable Digest failedJustNow;

    /** By model, the rollout that it last ordered to serve, through restarts. */
    final Map<ModelName, Digest> active = new TreeMap<>();

    /** By rollout, since when its version serves without a break. */
    final Map<Digest, Long> servingSinceNanos = new TreeMap<>();

    final Set<NodeName> met = new TreeSet<>();
    final FreshWord freshWord = new FreshWord();

    /**
     * By rollout that was ordered to open, until when the word that the order rests on is fresh.
     */
    final Map<Digest, Long> freshUntilNanos = new TreeMap<>();

    /** The rollouts that truly served here, and not only were ordered to. */
    final Set<Digest> served = new TreeSet<>();

    final Set<Digest> opened = new TreeSet<>();
    final Set<Digest> failed = new TreeSet<>();
    final Set<Digest> passedTrials = new TreeSet<>();
    final Set<Digest> forgotten = new TreeSet<>();

    /** What the replica may have let go of, whatever came to light since. */
    final Set<Digest> outlived = new TreeSet<>();

    /** Of that, what was outlived when the last event was dealt with. */
    final Set<Digest> stillOutlived = new TreeSet<>();

    /** The models whose announcements, verdicts or orders changed in this event. */
    final Set<ModelName> changed = new TreeSet<>();

    final Set<Fact> durable = Collections.newSetFromMap(new IdentityHashMap<>());
    final Map<Digest, Set<Ballot>> said = new TreeMap<>();
    final Bounds.Kept kept = new Bounds.Kept();

    OfNode(TrustRoot anchor) {
      this.anchor = anchor;
      this.heard = new Heard(anchor);
    }

    /** A node may keep for itself what its replica let go of rightly, and forget it much later. */
    boolean wasOutlived(Digest rollout) {
      Heard.Told told = heard.rollout(rollout);
      return outlived.contains(rollout) || (told != null && heard.isOutlived(told));
    }

    /**
     * Whether a rollout was outlived before this event and is by all of it. Of facts that come
     * together one may take the floor its proof, and a later one give it back.
     */
    boolean isOutlivedThroughout(Digest rollout) {
      Heard.Told told = heard.rollout(rollout);
      return stillOutlived.contains(rollout) && told != null && heard.isOutlived(told);
    }

    void loseDisk() {
      heard = new Heard(anchor);
      active.clear();
      served.clear();
      opened.clear();
      failed.clear();
      passedTrials.clear();
      forgotten.clear();
      outlived.clear();
      stillOutlived.clear();
      changed.clear();
      durable.clear();
      said.clear();
      kept.clear();
    }
  }

  Ghost(SimulatedMesh mesh, Set<NodeName> liars) {
    this.mesh = mesh;
    this.liars = Set.copyOf(liars);
    this.reader = new FactReader(mesh::signedRoots, mesh.signatureCheck());
  }

  OfNode of(SimulatedNode node) {
    return nodes.computeIfAbsent(node.peer().node(), any -> new OfNode(mesh.trustRoot()));
  }

  boolean isHonest(SimulatedNode node) {
    return !liars.contains(node.peer().node());
  }

  /** What honest jurors, by their own choice, ever said of a rollout. */
  Map<NodeName, Set<Ballot>> said(Digest rollout) {
    return said.getOrDefault(rollout, Map.of());
  }

  void say(SimulatedNode node, Vote vote) {
    said.computeIfAbsent(vote.rollout(), any -> new TreeMap<>())
        .computeIfAbsent(node.peer().node(), any -> EnumSet.noneOf(Ballot.class))
        .add(vote.ballot());
    of(node)
        .said
        .computeIfAbsent(vote.rollout(), any -> EnumSet.noneOf(Ballot.class))
        .add(vote.ballot());
  }

  /** Whether no one showed this fact before: it was made just now. */
  boolean isNew(Fact fact) {
    return fact instanceof Fact.ByNode byNode
        ? !shownStatements.contains(byNode.statement())
        : !shown.contains(fact);
  }

  private void show(Fact fact) {
    if (fact instanceof Fact.ByNode byNode) {
      shownStatements.add(byNode.statement());
    } else if (fact instanceof Fact.Certificate certificate) {
      shownStatements.addAll(certificate.votes());
    } else if (fact instanceof Fact.DoubleVote proof) {
      shownStatements.add(proof.one());
      shownStatements.add(proof.other());
    }
  }

  /** All facts about rollouts that anyone may believe, in the order they were shown. */
  List<Fact> soundFacts() {
    return Collections.unmodifiableList(sound);
  }

  /** Whether the mesh revoked a node, though not everyone may know it yet. */
  boolean isRevoked(NodeName node) {
    return mesh.signedRoots().stream().anyMatch(root -> root.revokedNodes().contains(node));
  }

  /** Whether a node listens to another: it met it, or holds its directory record. */
  boolean knows(SimulatedNode node, NodeName other) {
    if (of(node).heard.standing.isRevoked(other)) {
      return false;
    }
    return of(node).met.contains(other) || node.factsOnDisk().containsKey("record/" + other);
  }

  /** Whether a node that judged found that the version does not fit it. */
  boolean misfits(SimulatedNode node, Announcement announcement) {
    return mesh.misfits(node, announcement.manifest())
        || Selecting.misfits(announcement, node.self());
  }

  boolean isOf(Digest rollout, ModelName model) {
    Announcement announcement = reader.announcements().get(rollout);
    return announcement != null && announcement.model().equals(model);
  }

  void hear(Heard heard, Fact fact) {
    Reading reading = reader.read(fact);
    boolean news = shown.add(fact);
    if (news) {
      show(fact);
    }
    boolean root = reading.content() instanceof TrustRoot;
    if (!reading.isSound() || (reading.rollout() == null && !root)) {
      return;
    }
    if (news) {
      sound.add(fact);
    }
    if (reading.content() instanceof TrustRoot told) {
      heard.standing.hear(told);
    } else if (!(fact instanceof Fact.ByOperator word)) {
      hearOfNodes(heard, fact, reading);
    } else if (heard.standing.knows(reader.signers(word.envelope()))) {
      hearOfOperators(heard, reading, reader.signers(word.envelope()));
    }
  }

  private static void hearOfOperators(Heard heard, Reading reading, Set<String> signers) {
    Digest rollout = Objects.requireNonNull(reading.rollout());
    if (reading.content() instanceof Announcement announcement) {
      if (announcement.epoch() <= heard.standing.epoch()) {
        heard.announcement(rollout, announcement, signers);
      }
    } else if (reading.content() instanceof Control control) {
      Optional.ofNullable(heard.rollout(rollout)).ifPresent(told -> told.control(control, signers));
    }
  }

  private void hearOfNodes(Heard heard, Fact fact, Reading reading) {
    Heard.Told told = heard.rollout(reading.rollout());
    if (told == null) {
      return;
    }
    if (reading.content() instanceof Fact.Certificate certificate) {
      told.certificates
          .computeIfAbsent(certificate.panel(), any -> new HashSet<>())
          .add(
              new Heard.Certified(
                  certificate.outcome(),
                  reader.voters(certificate, Ballot.HEALTHY),
                  reader.voters(certificate, Ballot.UNHEALTHY).size(),
                  reader.voters(certificate, Ballot.INELIGIBLE)));
    } else if (reading.content() instanceof Fact.DoubleVote && reading.node() != null) {
      told.doubted.add(reading.node());
    }
  }

  Violated violated(String invariant, SimulatedNode node, String sentence) {
    return new Violated(
        new Violation(
            invariant,
            node.peer().node().value(),
            mesh.nowNanos(),
            mesh.eventsHandled(),
            sentence));
  }

  /** A rollout in the words of a person. */
  String name(Digest rollout) {
    Announcement announcement = reader.announcements().get(rollout);
    return announcement == null
        ? "rollout " + rollout.brief()
        : "version "
            + announcement.version()
            + " of "
            + announcement.model()
            + " (generation "
            + announcement.generation()
            + ", "
            + rollout.brief()
            + ")";
  }

  /** The rollout that a node's memory names as active for the version's model. */
  @Nullable Digest activeOnDisk(SimulatedNode node, Manifest manifest) {
    Memory memory = memory(node, manifest.name());
    return memory.active();
  }

  /** What a node remembers of a model; its keys are the core's way of keeping models apart. */
  static Memory memory(SimulatedNode node, ModelName model) {
    String json = node.memoryOnDisk().get("model/" + model);
    return json == null ? Memory.EMPTY : Memory.parse(json);
  }
}
