package dev.linnet.simulator.workload;

import dev.linnet.simulator.engine.Simulation;

/**
 * The four ways of Demers et al. (Epidemic algorithms for replicated database maintenance, PODC
 * 1987, section 1.4). With {@code feedback} a node hears whether the other needed the news, and
 * only what was not needed counts; without, each time counts. With {@code counter} it is the k-th
 * such time that ends its interest, otherwise each does with probability 1/k.
 *
 * <p>A counter with feedback counts cycles, as the note to their table 3 has it: one in which
 * anybody needed the news sets it to 0, one in which nobody did adds 1.
 */
public record LossOfInterest(boolean feedback, boolean counter, int k) implements Interest {
  @Override
  public int afterCycle(Simulation simulation, int state, int given, int needed) {
    if (counter) {
      int counted = !feedback ? state + given : needed > 0 ? 0 : state + 1;
      return counted >= k ? LOST : counted;
    }
    for (int i = feedback ? needed : 0; i < given; i++) {
      if (simulation.drawBelow(k) == 0) {
        return LOST;
      }
    }
    return state;
  }
}
