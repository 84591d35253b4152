package dev.linnet.core;

import dev.linnet.core.gossip.Gossip;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.mesh.Directory;
import dev.linnet.core.mesh.ModelStatus;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.pulse.Hearings;
import dev.linnet.core.replica.Admitted;
import dev.linnet.core.replica.Replica;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Memory;
import dev.linnet.core.rollout.News;
import dev.linnet.core.rollout.Plan;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.swarm.Swarm;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node: events and the time go in, effects come out. The daemon and the simulator drive this very
 * class. Not for more than one thread at a time.
 *
 * <p>Each event is dealt with in three strokes: take it in, let the {@link Pilot} of each model
 * that it touches look at the facts again until nothing new is said, then spread what became news.
 */
public final class Node {
  private final NodeSetup setup;
  private final Self self;
  private final Replica replica;
  private final Directory directory;
  private final Facts facts;
  private final Pulses pulses;
  private final Gossip gossip;
  private final Library library;
  private final Stock stock;
  private final Outlived outlived;
  private final Publisher publisher;
  private final Submissions submissions;
  private final Ballots ballots;
  private final Verdicts verdicts;
  private final Map<ModelName, Pilot> pilots = new TreeMap<>();
  private final Map<ModelName, List<Rollout>> settledOn = new TreeMap<>();
  private final Set<ModelName> stirred = new TreeSet<>();
  private final Cockpit cockpit = new Cockpit();
  private @Nullable Effects effects;
  private long nowNanos;
  private long wallMillis;
  private boolean booted;

  public Node(NodeSetup setup, RandomGenerator random) {
    this(setup, random, null);
  }

  /**
   * A node that was not started yet.
   *
   * @param admitted what other nodes of this process checked; null if there are none
   */
  public Node(NodeSetup setup, RandomGenerator random, @Nullable Admitted admitted) {
    this.setup = setup;
    this.self = new Self(setup.node(), setup.region(), setup.profile());
    Trust trust = new Trust(setup.trustRoot(), setup.signatureCheck());
    this.replica = new Replica(trust, setup.region(), admitted);
    this.directory = new Directory(setup.node(), setup.region(), replica.councils());
    Hearings hearings = Pulses.hearings(setup, replica);
    this.facts =
        new Facts(
            replica,
            directory,
            setup.factSigner(),
            setup.enrolment(),
            signed -> {
              hearings.onPulse(signed);
              onPulse(signed);
            });
    this.gossip =
        new Gossip(
            setup.region(),
            directory,
            replica,
            setup.gossip(),
            random,
            (peer, message) -> effects().send(peer, message));
    this.pulses = new Pulses(setup, replica, directory, facts, gossip, hearings, random);
    this.library = new Library(setup.profile(), setup.manifests());
    Swarm swarm = new Swarm(setup.node(), setup.region(), setup.swarm(), random);
    this.stock = new Stock(setup.node(), setup.region(), directory, library, swarm, random);
    this.outlived = new Outlived(replica, stock);
    this.publisher = new Publisher(setup, replica);
    this.submissions = new Submissions(replica, facts);
    this.ballots = new Ballots(setup.trustRoot().mesh(), self, replica, facts);
    this.verdicts = new Verdicts(setup.region(), replica, facts);
  }

  /**
   * Deals with one event.
   *
   * @param nowNanos this node's monotonic clock; never goes back
   */
  public void handle(long nowNanos, Event event, Effects effects) {
    this.nowNanos = nowNanos;
    this.effects = effects;
    pulses.at(nowNanos);
    try {
      take(event);
      if (booted) {
        boolean ticked = event instanceof Event.Ticked;
        outlived.leave(facts.tidy(effects));
        if (settle(ticked)) {
          pulses.step(heads(), nowNanos, wallMillis, effects());
        }
        if (ticked) {
          publisher.step(statuses(), facts, nowNanos, effects());
        }
        spread(event);
        stock.step(nowNanos, effects);
      }
    } finally {
      this.effects = null;
    }
  }

  private void spread(Event event) {
    List<String> heard = facts.takeFreshHeard();
    if (!heard.isEmpty()
        && event instanceof Event.MessageReceived received
        && received.message() instanceof Message.FactsPushed pushed) {
      directory.peer(received.from()).ifPresent(from -> gossip.spread(heard, from, pushed.hops()));
    }
    List<String> own = facts.takeFreshOwn();
    if (!own.isEmpty()) {
      gossip.spreadOwn(own);
    }
  }

  private void take(Event event) {
    if (event instanceof Event.Ticked ticked) {
      tick(ticked.wallMillis());
    } else if (event instanceof Event.MessageReceived received) {
      directory
          .peer(received.from())
          .or(() -> stock.named(received.from()))
          .ifPresent(from -> onMessage(from, received.message()));
    } else if (event instanceof Event.PeerUp up) {
      if (directory.up(up.peer())) {
        gossip.greet(up.peer());
      }
    } else if (event instanceof Event.PeerDown down) {
      directory.down(down.node(), down.suspectedOnly());
      if (!down.suspectedOnly()) {
        stock.onPeerGone(down.node(), nowNanos);
      }
    } else if (event instanceof Event.FactSubmitted submitted) {
      effects()
          .reply(
              submitted.requestId(), submissions.submit(submitted.envelope(), nowNanos, effects()));
    } else if (event instanceof Event.ManifestStored stored) {
      stock.onStored(library.add(stored.manifest(), stored.bytes().toUtf8()), effects());
      stirAll();
    } else if (event instanceof Event.ManifestWanted wanted) {
      stock.want(wanted.manifest(), nowNanos, effects());
    } else if (event instanceof Event.ManifestUnwanted unwanted) {
      effects().reply(unwanted.requestId(), outlived.remove(unwanted.manifest(), effects()));
    } else if (event instanceof Event.ChunksLocated located) {
      stock.onLocated(located.manifest(), located.chunks(), nowNanos);
      stirAll();
    } else if (event instanceof Event.ChunkStored stored) {
      if (stock.onChunkStored(stored.chunk(), stored.source(), nowNanos)) {
        stirAll();
      }
    } else if (event instanceof Event.ChunksLost lost) {
      stock.onChunksLost(lost.chunks(), nowNanos);
    } else if (event instanceof Event.ChunkFailed failed) {
      stock.onChunkFailed(failed.chunk(), failed.source(), failed.failure(), nowNanos);
    } else if (event instanceof Event.TrialFinished trial) {
      stirAll();
      pilots
          .values()
          .forEach(p -> p.onTrialFinished(trial.manifest(), trial.passed(), trial.reason()));
    } else if (event instanceof Event.TrialPutOff putOff) {
      stirAll();
      pilots.values().forEach(pilot -> pilot.onTrialPutOff(putOff.manifest()));
    } else if (event instanceof Event.ServingStarted started) {
      stirred.add(started.model());
      pilot(started.model()).onServingStarted(started.manifest());
    } else if (event instanceof Event.ServingFailed failed) {
      stirred.add(failed.model());
      pilot(failed.model()).onServingFailed(failed.manifest(), failed.reason());
    } else if (event instanceof Event.ServingLate late) {
      stirred.add(late.model());
      pilot(late.model()).onServingLate(late.manifest());
    } else if (event instanceof Event.Uncompared uncompared) {
      pilot(uncompared.model()).onUncompared(uncompared.manifest(), uncompared.reason());
    } else if (event instanceof Event.Observed observed) {
      pilot(observed.model()).onObserved(observed.manifest(), observed.observation());
    } else if (event instanceof Event.Witnessed witnessed) {
      pilot(witnessed.model()).onWitnessed(witnessed.by(), witnessed.head(), witnessed.sketches());
    }
  }

  /** A version is judged by what jurors of the own region say who do not serve it. */
  private void onPulse(SignedPulse signed) {
    if (signed.region().equals(self.region()) && !signed.juror().equals(self.node())) {
      replica
          .rollout(signed.pulse().rollout())
          .map(rollout -> pilots.get(rollout.announcement().model()))
          .ifPresent(pilot -> pilot.onPulse(signed));
    }
  }

  /** What came concerns a manifest, and any model may wait for it. */
  private void stirAll() {
    stirred.addAll(replica.models());
  }

  private void tick(long newWallMillis) {
    wallMillis = newWallMillis;
    if (!booted) {
      booted = true;
      facts.restore(setup.facts(), nowNanos, effects());
    }
    facts.tick(nowNanos, effects());
    pulses.tick(nowNanos, wallMillis);
    gossip.tick(nowNanos);
  }

  private void onMessage(Peer from, Message message) {
    if (message instanceof Message.FactsPushed pushed) {
      pushed.facts().forEach(fact -> facts.learn(fact, from.node(), nowNanos, effects()));
    } else if (message instanceof Message.SummaryOffered summary) {
      gossip.onSummary(from, summary);
    } else if (message instanceof Message.VersionsOffered versions) {
      gossip.onVersions(from, versions, nowNanos);
    } else if (message instanceof Message.FactsAsked asked) {
      gossip.onAsked(from, asked);
    } else if (message instanceof Message.PulseAsked asked) {
      pulses.onAsked(from, asked, nowNanos, effects());
    } else if (message instanceof Message.PulseGiven given) {
      pulses.onGiven(from, given, nowNanos, effects());
    } else if (message instanceof Message.ManifestAsked asked) {
      stock.onManifestAsked(from, asked.manifest(), effects());
    } else if (message instanceof Message.ManifestGiven given) {
      onManifestGiven(from, given);
    } else if (message instanceof Message.ChunksAsked asked) {
      stock.onChunksAsked(from, asked.manifest(), nowNanos, effects());
    } else if (message instanceof Message.ChunksHeld held) {
      stock.onChunksHeld(from, held, nowNanos);
    } else if (message instanceof Message.HolderNamed named) {
      stock.onHolderNamed(from, named, effects());
    }
  }

  private void onManifestGiven(Peer from, Message.ManifestGiven given) {
    if (!stock.needs(given.manifest())) {
      return;
    }
    String json = given.bytes().toUtf8();
    try {
      Manifest manifest = library.add(given.manifest(), json);
      effects().storeManifest(given.manifest(), json);
      stock.onStored(manifest, effects());
      stirAll();
    } catch (IllegalArgumentException e) {
      effects()
          .tell(
              new Notice(
                  Notice.Severity.WARNING,
                  "MANIFEST_REFUSED",
                  "node "
                      + from.node()
                      + " gave something else than manifest "
                      + given.manifest().brief()
                      + ": "
                      + e.getMessage(),
                  Map.of("node", from.node().value())));
    }
  }

  /**
   * Lets all that follows follow, until nothing new is said. Looks again at the models of whose
   * rollouts the facts changed and at those that were stirred; at every model when time went on.
   * True if there was any to look at.
   */
  private boolean settle(boolean everyModel) {
    if (pulses.takeHeard()) {
      pilots.entrySet().stream()
          .filter(entry -> entry.getValue().waitsForNews())
          .forEach(entry -> stirred.add(entry.getKey()));
    }
    boolean all = everyModel;
    boolean again = true;
    boolean looked = everyModel;
    while (again) {
      again = false;
      for (ModelName model : replica.models()) {
        List<Rollout> rollouts = replica.rollouts(model);
        List<Rollout> settled = settledOn.put(model, rollouts);
        boolean news = settled != rollouts;
        boolean own = stirred.remove(model);
        if (news) {
          List<Rollout> before = settled == null ? List.of() : settled;
          Set<Rollout> unchanged = Collections.newSetFromMap(new IdentityHashMap<>());
          unchanged.addAll(before);
          rollouts.stream()
              .filter(rollout -> !unchanged.contains(rollout))
              .forEach(rollout -> verdicts.assemble(rollout, nowNanos, effects()));
          outlived.changed(before, rollouts);
        }
        if (all || news || own) {
          pilot(model).step();
          outlived.drop(model, pilot(model)::needs, effects());
          again = true;
          looked = true;
        }
      }
      all = false;
    }
    return looked;
  }

  private List<Pulses.Head> heads() {
    List<Pulses.Head> heads = new ArrayList<>();
    for (ModelName model : replica.models()) {
      Pilot pilot = pilot(model);
      heads.add(
          new Pulses.Head(replica.rollouts(model).get(0), pilot.waitsForNews(), pilot.testimony()));
    }
    return heads;
  }

  /** The rollouts of a model, the head first; those that only this node still knows come last. */
  private List<Rollout> known(ModelName model) {
    List<Rollout> leftBehind = outlived.leftBehind(model);
    List<Rollout> rollouts = replica.rollouts(model);
    return leftBehind.isEmpty()
        ? rollouts
        : Stream.concat(rollouts.stream(), leftBehind.stream()).toList();
  }

  private Map<String, ModelStatus> statuses() {
    Map<String, ModelStatus> statuses = new TreeMap<>();
    for (ModelName model : replica.models()) {
      ModelStatus last = publisher.last(model.value());
      statuses.put(model.value(), Statuses.of(known(model), pilot(model), last, wallMillis));
    }
    return statuses;
  }

  private Pilot pilot(ModelName model) {
    return pilots.computeIfAbsent(
        model,
        any -> {
          String remembered = setup.memory().get(Pilot.memoryKey(model));
          Memory memory = remembered == null ? Memory.EMPTY : Memory.parse(remembered);
          return new Pilot(model, self, memory, cockpit);
        });
  }

  /**
   * Fills in a plan; the result is what an operator signs.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public Announcement draft(Plan plan) {
    return Drafting.draft(
        setup.trustRoot().mesh(),
        replica.epoch(),
        plan,
        replica.rollouts(plan.model()),
        library.find(plan.model().value(), plan.version()),
        directory,
        nowNanos,
        Instant.ofEpochMilli(wallMillis));
  }

  /** The other nodes of this node's region that it knows, gone or not. */
  public List<Peer> regionRoster() {
    return directory.regionRoster();
  }

  /** Whom the mesh's trust root revoked: nobody talks to them any more. */
  public SortedSet<NodeName> revokedNodes() {
    return replica.revokedNodes();
  }

  /** What this node knows, for people to look at. */
  public NodeView view() {
    List<Rollout> rollouts = new ArrayList<>();
    Map<ModelName, NodeView.Course> courses = new LinkedHashMap<>();
    for (ModelName model : replica.models()) {
      List<Rollout> headFirst = known(model);
      Pilot pilot = pilot(model);
      rollouts.addAll(headFirst);
      courses.put(
          model,
          new NodeView.Course(
              pilot.decision(),
              pilot.phase(headFirst),
              pilot.running(),
              pulses.silentNanos(headFirst.get(0)),
              outlived.leftBehind(model).stream().map(Rollout::id).collect(Collectors.toSet())));
    }
    return new NodeView(
        setup.node(),
        setup.region(),
        members(),
        directory.othersMet(),
        List.copyOf(rollouts),
        courses,
        library.all().stream()
            .map(manifest -> new NodeView.Stored(manifest, stock.held(manifest.digest())))
            .toList(),
        replica.roots());
  }

  /** Whose records are kept, and this node itself. */
  private List<Directory.Member> members() {
    SortedMap<NodeName, Directory.Member> members = new TreeMap<>();
    directory
        .members(node -> replica.status(node).map(NodeStatus::models).orElse(Map.of()), nowNanos)
        .forEach(member -> members.put(member.peer().node(), member));
    members.put(setup.node(), publisher.self());
    return List.copyOf(members.values());
  }

  private Effects effects() {
    if (effects == null) {
      throw new IllegalStateException("effects happen only while an event is handled");
    }
    return effects;
  }

  /** What pilots see and do. */
  private final class Cockpit implements Pilot.Cockpit {
    @Override
    public List<Rollout> rollouts(ModelName model) {
      return replica.rollouts(model);
    }

    @Override
    public List<Rollout> leftBehind(ModelName model) {
      return outlived.leftBehind(model);
    }

    @Override
    public List<Rollout> known(ModelName model) {
      return Node.this.known(model);
    }

    @Override
    public Optional<Manifest> manifest(Digest digest) {
      return library.find(digest);
    }

    @Override
    public SortedMap<Digest, String> misfits(List<Rollout> rollouts) {
      SortedMap<Digest, String> misfits = new TreeMap<>();
      for (Rollout rollout : rollouts) {
        library
            .misfit(rollout.announcement().manifest())
            .or(() -> rollout.announcement().misfit(self))
            .ifPresent(why -> misfits.put(rollout.id(), why));
      }
      return misfits;
    }

    @Override
    public boolean fetched(Manifest manifest) {
      return stock.fetched(manifest, nowNanos, effects());
    }

    @Override
    public boolean isLocating(Manifest manifest) {
      return stock.isLocating(manifest.digest());
    }

    @Override
    public void askManifest(Digest manifest) {
      stock.need(manifest);
    }

    /**
     * Rule 12: a node without its disk may have said more than it knows of, and holds back all but
     * the vote that is never taken back.
     */
    @Override
    public void vote(Rollout rollout, Ballot ballot, String reason, Evidence evidence) {
      if (ballot != Ballot.UNHEALTHY && !pulses.news().caughtUp(rollout)) {
        return;
      }
      ballots.cast(rollout, ballot, reason, evidence, nowNanos, effects());
    }

    @Override
    public void stirred(ModelName model) {
      stirred.add(model);
    }

    @Override
    public Effects effects() {
      return Node.this.effects();
    }

    @Override
    public News news() {
      return pulses.news();
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public long wallMillis() {
      return wallMillis;
    }
  }
}
