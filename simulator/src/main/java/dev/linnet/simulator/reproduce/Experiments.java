package dev.linnet.simulator.reproduce;

import java.util.ArrayList;
import java.util.List;

/** All there are, in the order to show. */
final class Experiments {
  private Experiments() {}

  static List<Experiment> all() {
    List<Experiment> all = new ArrayList<>(RumorTable.all());
    all.add(new PushRounds());
    all.add(new SwimTimes());
    all.add(new SwimLoad());
    all.add(new LifeguardEffect());
    all.add(new Makespan());
    all.add(new SwarmMakespan());
    all.add(new BroadcastTree());
    return all;
  }

  static List<String> names() {
    return all().stream().map(Experiment::name).toList();
  }
}
