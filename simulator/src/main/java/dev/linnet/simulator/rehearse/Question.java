package dev.linnet.simulator.rehearse;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Plan;
import dev.linnet.simulator.Quality;
import dev.linnet.simulator.rehearse.Rehearsal.Fault;
import dev.linnet.simulator.scenario.Candidate;
import dev.linnet.simulator.scenario.Twin;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How good the version is that a plan is tried with.
 *
 * @param name in results
 * @param quality null for as good as the twin says it is
 */
record Question(String name, String sentence, @Nullable Quality quality) {
  static final String HEALTHY = "healthy";
  static final String BAD = "bad";
  static final String BAD_IN_ONE = "bad-in-one";

  /** All that an operator asks: as it should be, bad everywhere, and bad in one region. */
  static List<Question> all(Twin twin, String region, Fault fault, double share) {
    String percent = Amounts.percent(share) + " of its answers " + fault.verb();
    List<String> everywhere = twin.scenario().regionNames();
    return List.of(
        new Question(HEALTHY, "as good as it should be", null),
        new Question(BAD, "bad from the start: " + percent, quality(fault, everywhere, share)),
        new Question(
            BAD_IN_ONE,
            "bad in " + region + " alone: there " + percent,
            quality(fault, List.of(region), share)));
  }

  private static Quality quality(Fault fault, List<String> regions, double share) {
    return fault == Fault.FAILS ? Twin.failing(regions, share) : Twin.disagreeing(regions, share);
  }

  /** The region that a plan reaches last: a version that is bad there alone has come farthest. */
  static String lastRegion(Twin twin, Candidate candidate) {
    TreeSet<RegionName> known = new TreeSet<>();
    twin.scenario().regionNames().forEach(name -> known.add(new RegionName(name)));
    Plan plan = candidate.plan().resolve(known);
    List<RegionName> last = plan.waves().get(plan.waves().size() - 1).regions();
    return last.get(last.size() - 1).value();
  }
}
