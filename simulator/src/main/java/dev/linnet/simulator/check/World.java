package dev.linnet.simulator.check;

import dev.linnet.core.Event;
import dev.linnet.core.Message;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Envelope;
import dev.linnet.simulator.SimulatedMesh;
import dev.linnet.simulator.SimulatedNode;
import dev.linnet.simulator.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A mesh in the middle of a scenario. */
final class World {
  /** The opset of old nodes, and the one that only new versions may ask for. */
  static final int OLD_OPSET = 16;

  static final int NEW_OPSET = 17;

  private final Scenario scenario;
  private final SimulatedMesh mesh;
  private final Set<NodeName> names;
  private final Set<String> lost = new TreeSet<>();
  private final List<Announced> announced = new ArrayList<>();
  private final People people;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<NodeName, SortedMap<NodeName, Message.PulseGiven>> answers = new TreeMap<>();
  private Consumer<String> notes = note -> {};

  /** A rollout that a node accepted. */
  record Announced(Digest id, Announcement announcement) {}

  World(Scenario scenario) {
    this.scenario = scenario;
    this.names = new TreeSet<>(scenario.nodes());
    this.mesh =
        new SimulatedMesh(scenario.seed(), Timing.COARSE, scenario.signatures(), scenario.start());
    this.people = new People(mesh, scenario.signatures());
    if (!scenario.liars().isEmpty()) {
      mesh.check(new Eavesdropper());
    }
    for (String region : new TreeSet<>(scenario.regions().keySet())) {
      mesh.region(region, scenario.regions().getOrDefault(region, 0));
    }
    scenario
        .profiles()
        .forEach((name, profile) -> node(name).ifPresent(node -> node.profile(profile)));
  }

  /** Where what steps come to is told. */
  void notes(Consumer<String> consumer) {
    notes = consumer;
  }

  SimulatedMesh mesh() {
    return mesh;
  }

  /** Who speaks for the mesh as the scenario goes on. */
  People people() {
    return people;
  }

  /** How many operators must sign what they announce and order. */
  int signatures() {
    return scenario.signatures();
  }

  void start() {
    mesh.nodes().stream()
        .filter(node -> !scenario.absent().contains(node.peer().node()))
        .forEach(SimulatedNode::start);
  }

  Optional<SimulatedNode> node(NodeName name) {
    return names.contains(name) ? Optional.of(mesh.node(name.value())) : Optional.empty();
  }

  boolean isLiar(SimulatedNode node) {
    return scenario.liars().contains(node.peer().node());
  }

  /** What jurors answered to a liar that asked for their word, the last of each. */
  Collection<Message.PulseGiven> answersTo(SimulatedNode liar) {
    return answers.getOrDefault(liar.peer().node(), new TreeMap<>()).values();
  }

  /** A liar keeps what it is told. */
  private final class Eavesdropper implements SimulatedMesh.Checker {
    @Override
    public void onTaken(SimulatedNode node, Event event) {
      if (isLiar(node)
          && event instanceof Event.MessageReceived received
          && received.message() instanceof Message.PulseGiven given) {
        answers
            .computeIfAbsent(node.peer().node(), any -> new TreeMap<>())
            .put(received.from(), given);
      }
    }
  }

  boolean isLost(SimulatedNode node) {
    return lost.contains(node.peer().region().value());
  }

  void lose(String region) {
    lost.add(region);
    mesh.nodes().stream().filter(this::isLost).forEach(SimulatedNode::crash);
  }

  /** A node took an announcement in. */
  void announced(Digest id, Announcement announcement) {
    announced.add(new Announced(id, announcement));
    PlanParts.of(announcement).forEach(this::count);
    if (signatures() > 1) {
      count("two-of-three");
    }
  }

  /** Hands what people signed to everyone as a fact, past the checks of any node's front door. */
  void smuggle(SimulatedNode by, Envelope envelope) {
    Message message = new Message.FactsPushed(List.of(new Fact.ByOperator(envelope)), 1);
    for (SimulatedNode node : mesh.nodes()) {
      if (!node.equals(by)) {
        mesh.deliver(by.peer(), node.peer(), message);
      }
    }
  }

  /** Counts something that a run came to, beside the kinds of its steps. */
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  Optional<Announced> rollout(int index) {
    return index < announced.size() ? Optional.of(announced.get(index)) : Optional.empty();
  }

  void note(String sentence) {
    notes.accept(sentence);
  }

  /** Ends all faults but those that last for ever. */
  void endFaults() {
    mesh.heal();
    for (SimulatedNode node : mesh.nodes()) {
      node.lag(0);
      if (!node.isUp() && !isLost(node)) {
        node.start();
      }
    }
    if (!scenario.together()) {
      scenario.regions().keySet().forEach(mesh::isolate);
    }
  }
}
