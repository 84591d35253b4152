package dev.linnet.simulator.scenario;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.trust.Envelope;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.check.Liar;
import dev.linnet.simulator.invariant.Invariants;
import dev.linnet.simulator.invariant.Violated;
import dev.linnet.simulator.invariant.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A scenario under way in a mesh of whole nodes. One seed gives one history. */
public final class ScenarioRun {
  private static final Duration GLANCE = Duration.ofSeconds(1);
  private static final long REST_NANOS = 5_000_000_000L;

  private final MeshScenario scenario;
  private final SimulatedMesh mesh;
  private final Set<NodeName> liars = new TreeSet<>();
  private final List<Followed> followed = new ArrayList<>();
  private final Map<NodeName, TreeMap<NodeName, Message.PulseGiven>> answers = new HashMap<>();
  private final ActiveFaults faults;
  private final long seed;
  private Consumer<String> notes = note -> {};
  private long beganNanos;
  private int pending;

  /** How a run ended. */
  public enum End {
    /** Every rollout is over at every node that is up, or nothing is left to happen. */
    SETTLED,
    /** Its time was up. */
    TIME_UP,
    /** Somebody stopped it. */
    STOPPED,
    /** An invariant was broken. */
    VIOLATED
  }

  /** How it ended, and what was broken if something was. */
  public record Result(End end, Optional<Violation> violation) {}

  public ScenarioRun(MeshScenario scenario, long seed) {
    this.scenario = scenario;
    this.seed = seed;
    this.mesh = new SimulatedMesh(seed, scenario.timing(), 1, scenario.start());
    this.faults = new ActiveFaults(mesh);
    Map<NodeName, DeviceClass> devices = new HashMap<>();
    double observeSeconds = scenario.timing().observeNanos() / 1e9;
    for (Region region : scenario.regions()) {
      mesh.region(region.name().value(), region.nodes().size());
      for (int i = 0; i < region.nodes().size(); i++) {
        DeviceClass device = region.nodes().get(i);
        SimulatedNode node = mesh.node(region.node(i));
        node.profile(device.profile());
        node.pace(device.trialNanos(), device.loadNanos());
        node.requests(device.requestsPerSecond() * observeSeconds);
        devices.put(node.peer().node(), device);
      }
    }
    mesh.network(new LineNetwork(scenario, devices));
    mesh.swarm(scenario.swarm());
    scenario.adversaries().forEach(adversary -> liars.addAll(adversary.nodes()));
    Map<Version, Manifest> manifests = new HashMap<>();
    for (Version version : scenario.versions()) {
      manifests.put(version, manifest(version));
    }
    for (Release release : scenario.releases()) {
      followed.add(new Followed(release, Objects.requireNonNull(manifests.get(release.version()))));
    }
    if (!liars.isEmpty()) {
      mesh.check(new Eavesdropping());
    }
    if (scenario.recording().checks()) {
      mesh.check(new Invariants(mesh, liars));
    }
  }

  private Manifest manifest(Version version) {
    return mesh.model(
        version.model().value(),
        version.version(),
        version.quality(),
        version.origin(),
        version.chunks(),
        version.chunkBytes(),
        version.opset());
  }

  /** Is told what the scenario does, in words. */
  public void notes(Consumer<String> consumer) {
    notes = consumer;
  }

  public SimulatedMesh mesh() {
    return mesh;
  }

  /** The rollouts of the scenario, in its order. */
  public List<Followed> rollouts() {
    return Collections.unmodifiableList(followed);
  }

  /** Virtual time since the end of the warm-up. */
  public long nowNanos() {
    return mesh.nowNanos() - beganNanos;
  }

  /**
   * Runs to the end.
   *
   * @param begun is called once the warm-up is over
   * @param stop asked once each virtual second
   */
  public Result run(Runnable begun, BooleanSupplier stop) {
    try {
      if (scenario.acquainted()) {
        mesh.acquainted();
      }
      mesh.startAll().run(Duration.ofNanos(scenario.warmUpNanos()));
      beganNanos = mesh.nowNanos();
      begun.run();
      schedule();
      return new Result(onward(stop), Optional.empty());
    } catch (Violated broken) {
      return new Result(End.VIOLATED, Optional.of(broken.violation()));
    }
  }

  private End onward(BooleanSupplier stop) {
    while (nowNanos() < scenario.durationNanos()) {
      if (stop.getAsBoolean()) {
        return End.STOPPED;
      }
      mesh.run(GLANCE);
      for (Followed each : followed) {
        each.look(mesh.nodes(), liars, nowNanos());
        if (each.announcedNanos() == Followed.NEVER && !each.isSettled() && isDue(each)) {
          announce(each);
        }
      }
      if (scenario.untilSettled() && isSettled()) {
        return End.SETTLED;
      }
    }
    return End.TIME_UP;
  }

  /** Whether every rollout has been over everywhere for a while, and nothing else is to come. */
  public boolean isSettled() {
    return pending == 0
        && followed.stream()
            .allMatch(each -> each.isSettled() && nowNanos() >= each.settledNanos() + REST_NANOS);
  }

  private boolean isDue(Followed each) {
    String after = each.release().after();
    if (after == null) {
      return nowNanos() >= each.release().atNanos();
    }
    return followed.stream()
        .anyMatch(
            other ->
                other.name().equals(after)
                    && other.isSettled()
                    && nowNanos() >= other.settledNanos() + each.release().atNanos());
  }

  private void schedule() {
    for (Fault fault : scenario.faults()) {
      at(
          fault.atNanos(),
          () -> {
            note("begins: " + fault.kind());
            faults.begin(fault);
          });
      if (fault.forNanos() != Fault.EVER) {
        at(
            fault.atNanos() + fault.forNanos(),
            () -> {
              note("ends: " + fault.kind());
              faults.end(fault.kind());
            });
      }
    }
    for (Churn churn : scenario.churn()) {
      for (Churn.Gap gap : churn.gaps(seed, scenario.durationNanos())) {
        mesh.after(gap.fromNanos(), () -> faults.down(gap.node()));
        if (gap.untilNanos() != Long.MAX_VALUE) {
          mesh.after(gap.untilNanos(), () -> faults.up(gap.node(), gap.losesDisk()));
        }
      }
    }
    for (Followed each : followed) {
      for (Version.Change change : each.release().version().changes()) {
        at(
            change.atNanos(),
            () -> {
              note(each.name() + " is now " + change.quality());
              mesh.quality(each.manifest().digest(), change.quality());
            });
      }
    }
  }

  /** What must still happen keeps a run from being settled. */
  private void at(long nanos, Runnable what) {
    pending++;
    mesh.after(
        nanos,
        () -> {
          pending--;
          what.run();
        });
  }

  private void announce(Followed each) {
    Optional<SimulatedNode> door = door(each.release());
    if (door.isEmpty()) {
      return;
    }
    SimulatedNode node = door.get();
    node.push(each.manifest(), ManifestJson.write(each.manifest()));
    Announcement announcement;
    try {
      announcement = node.draft(each.release().plan());
    } catch (IllegalArgumentException refused) {
      note(each.name() + " is refused: " + refused.getMessage());
      each.refused(nowNanos());
      return;
    }
    Envelope signed = mesh.byOperator(announcement);
    Optional<String> refusal = node.submit(signed);
    if (refusal.isPresent()) {
      note(each.name() + " is refused: " + refusal.get());
      each.refused(nowNanos());
      return;
    }
    note(each.name() + " is announced at " + node.peer().node());
    each.announced(signed.id(), announcement, nowNanos());
    orders(each);
    lies(each);
  }

  /** The node that the operator asks; nobody is asked that is down. */
  private Optional<SimulatedNode> door(Release release) {
    String from = release.from();
    return mesh.nodes().stream()
        .filter(SimulatedNode::isResponsive)
        .filter(node -> from == null || node.peer().node().value().equals(from))
        .findFirst();
  }

  private void orders(Followed each) {
    long sequence = 1;
    for (Release.Order order : each.release().orders()) {
      long number = sequence++;
      at(order.atNanos(), () -> order(each, order, number));
    }
  }

  private void order(Followed each, Release.Order order, long number) {
    boolean isSwitch =
        order.action() == Control.Action.PAUSE || order.action() == Control.Action.RESUME;
    Control control =
        new Control(
            mesh.trustRoot().mesh(),
            each.id().orElseThrow(),
            order.action(),
            isSwitch ? number : 0,
            order.wave(),
            order.region(),
            "as the scenario says");
    String words = order.action() + " of " + each.name();
    Optional<SimulatedNode> door = door(each.release());
    if (door.isEmpty()) {
      note(words + " is lost: nobody was up to take it");
      return;
    }
    Optional<String> refusal = door.get().submit(mesh.byOperator(control));
    note(words + refusal.map(reason -> " is refused: " + reason).orElse(""));
  }

  private void lies(Followed each) {
    for (Adversary adversary : scenario.adversaries()) {
      if (adversary.rollout().equals(each.name())) {
        at(
            adversary.atNanos(),
            () -> {
              note(adversary.nodes() + " lie: " + adversary.lie());
              adversary.nodes().stream()
                  .map(name -> mesh.node(name.value()))
                  .filter(SimulatedNode::isUp)
                  .forEach(node -> liar(node, each).say(adversary.lie()));
            });
      }
    }
  }

  private Liar liar(SimulatedNode node, Followed each) {
    return new Liar(
        mesh,
        node,
        each.id().orElseThrow(),
        each.announcement().orElseThrow(),
        () -> answers.getOrDefault(node.peer().node(), new TreeMap<>()).values());
  }

  private void note(String words) {
    notes.accept(words);
  }

  /** A liar keeps what it is told. */
  private final class Eavesdropping implements SimulatedMesh.Checker {
    @Override
    public void onTaken(SimulatedNode node, Event event) {
      if (liars.contains(node.peer().node())
          && event instanceof Event.MessageReceived received
          && received.message() instanceof Message.PulseGiven given) {
        answers
            .computeIfAbsent(node.peer().node(), any -> new TreeMap<>())
            .put(received.from(), given);
      }
    }
  }
}
