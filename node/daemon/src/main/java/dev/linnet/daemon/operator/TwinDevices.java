package dev.linnet.daemon.operator;

import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.survey.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * The nodes of a twin: those with equal labels and capabilities are a class, whose pace is the
 * median of what they measured. How much is asked is a region's own.
 */
final class TwinDevices {
  private static final double NANOS = 1e9;

  private final Map<NodeName, Survey> surveys;

  /** By region and name of the class: the nodes, by name. */
  private final Map<RegionName, Map<String, List<Known>>> regions = new TreeMap<>();

  private final Map<String, Profile> classes = new TreeMap<>();

  private record Known(NodeName name, boolean isGone) {}

  TwinDevices(NodeView view, Map<NodeName, Survey> surveys) {
    this.surveys = surveys;
    Map<String, List<Profile>> byLabel = new TreeMap<>();
    for (Member member : view.members()) {
      Profile profile = member.record().profile();
      List<Profile> alike = byLabel.computeIfAbsent(label(profile), any -> new ArrayList<>());
      if (!alike.contains(profile)) {
        alike.add(profile);
      }
    }
    byLabel.forEach(
        (label, profiles) -> {
          profiles.sort(Comparator.comparing(Profile::toString));
          for (int i = 0; i < profiles.size(); i++) {
            classes.put(profiles.size() == 1 ? label : label + "-" + (i + 1), profiles.get(i));
          }
        });
    for (Member member : view.members()) {
      add(member.peer(), nameOf(member.record().profile()), member.liveness() == Liveness.DEAD);
    }
    for (Peer other : view.others()) {
      add(other, commonest(other.region()), false);
    }
    regions
        .values()
        .forEach(of -> of.values().forEach(it -> it.sort(Comparator.comparing(Known::name))));
  }

  private static String label(Profile profile) {
    return profile.deviceClass().orElse("node");
  }

  private String nameOf(Profile profile) {
    return classes.entrySet().stream()
        .filter(entry -> entry.getValue().equals(profile))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private void add(Peer peer, String className, boolean isGone) {
    regions
        .computeIfAbsent(peer.region(), any -> new TreeMap<>())
        .computeIfAbsent(className, any -> new ArrayList<>())
        .add(new Known(peer.node(), isGone));
  }

  /** Of whom membership alone tells, nobody knows what they are. */
  private String commonest(RegionName region) {
    return regions.getOrDefault(region, Map.of()).entrySet().stream()
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /** How many nodes of a region are known. */
  static long nodes(NodeView view, RegionName region) {
    return view.members().stream().filter(it -> it.peer().region().equals(region)).count()
        + view.others().stream().filter(it -> it.region().equals(region)).count();
  }

  SortedSet<RegionName> regionNames() {
    return new TreeSet<>(regions.keySet());
  }

  JsonObject classes(Set<String> notes) {
    JsonObject all = new JsonObject();
    classes.forEach(
        (name, profile) -> {
          JsonObject json = profile(profile);
          Collection<Survey> told = told(name);
          OptionalLong trial = median(told, Survey::trialNanos);
          OptionalLong load = median(told, Survey::loadNanos);
          if (trial.isPresent()) {
            json.addProperty("trial", TwinUnits.time(trial.getAsLong()));
          } else {
            notes.add(
                "class " + name + ": no node tried a model since its start: trial is left out");
          }
          if (load.isPresent()) {
            json.addProperty("load", TwinUnits.time(load.getAsLong()));
          } else {
            notes.add(
                "class " + name + ": no node loaded a model since its start: load is left out");
          }
          all.add(name, json);
        });
    return all;
  }

  private static JsonObject profile(Profile profile) {
    JsonObject json = new JsonObject();
    if (profile.deviceClass().isEmpty()) {
      json.addProperty("unlabelled", true);
    }
    JsonObject labels = new JsonObject();
    profile.labels().forEach(labels::addProperty);
    if (!labels.isEmpty()) {
      json.add("labels", labels);
    }
    JsonObject capabilities = new JsonObject();
    profile.capabilities().forEach(capabilities::addProperty);
    if (!capabilities.isEmpty()) {
      json.add("capabilities", capabilities);
    }
    return json;
  }

  private List<Survey> told(String className) {
    List<Survey> told = new ArrayList<>();
    for (Map<String, List<Known>> of : regions.values()) {
      for (Known node : of.getOrDefault(className, List.of())) {
        Survey survey = surveys.get(node.name());
        if (survey != null) {
          told.add(survey);
        }
      }
    }
    return told;
  }

  /** Of those that know it. */
  private static OptionalLong median(Collection<Survey> told, ToLongFunction<Survey> figure) {
    return TwinUnits.median(told.stream().mapToLong(figure).filter(nanos -> nanos > 0));
  }

  JsonObject regions() {
    JsonObject all = new JsonObject();
    regions.forEach(
        (region, of) -> {
          JsonObject counts = new JsonObject();
          of.forEach((name, nodes) -> counts.addProperty(name, nodes.size()));
          JsonObject json = new JsonObject();
          json.add("classes", counts);
          json.addProperty("requests", TwinUnits.requests(requests(of)));
          all.add(region.value(), json);
        });
    return all;
  }

  /** What is asked of a node a second, of all models, on the average of those that told. */
  private double requests(Map<String, List<Known>> of) {
    double sum = 0;
    int told = 0;
    for (List<Known> nodes : of.values()) {
      for (Known node : nodes) {
        Survey survey = surveys.get(node.name());
        if (survey != null) {
          told++;
          for (Survey.Requests asked : survey.requests().values()) {
            sum += asked.spanNanos() == 0 ? 0 : asked.requests() / (asked.spanNanos() / NANOS);
          }
        }
      }
    }
    return told == 0 ? 0 : sum / told;
  }

  /** By the names that a scenario gives them, which count through the classes in order. */
  List<String> gone() {
    List<String> gone = new ArrayList<>();
    regions.forEach(
        (region, of) -> {
          int index = 0;
          for (List<Known> nodes : of.values()) {
            for (Known node : nodes) {
              index++;
              if (node.isGone()) {
                gone.add(region + "-" + index);
              }
            }
          }
        });
    return gone;
  }
}
