package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import java.util.List;

/**
 * Tables 1 to 3 of Demers et al., Epidemic algorithms for replicated database maintenance, PODC
 * 1987: a rumor among 1,000 sites. How often they ran it is not said.
 */
final class RumorTable implements Experiment {
  private static final int SITES = 1_000;

  /** As if; they print no error. The residue of 4.0e-6 in table 3 needs more. */
  private static final int THEIR_RUNS = 100;

  private record Line(String residue, String traffic, String average, String last) {}

  private final int number;
  private final String manner;
  private final String direction;
  private final String memory;
  private final String end;
  private final List<Line> lines;

  private RumorTable(
      int number, String manner, String direction, String memory, String end, List<Line> lines) {
    this.number = number;
    this.manner = manner;
    this.direction = direction;
    this.memory = memory;
    this.end = end;
    this.lines = lines;
  }

  static List<Experiment> all() {
    return List.of(
        new RumorTable(
            1,
            "push with feedback and a counter",
            "push",
            "feedback",
            "counter",
            List.of(
                new Line("0.18", "1.7", "11.0", "16.8"),
                new Line("0.037", "3.3", "12.1", "16.9"),
                new Line("0.011", "4.5", "12.5", "17.4"),
                new Line("0.0036", "5.6", "12.7", "17.5"),
                new Line("0.0012", "6.7", "12.8", "17.7"))),
        new RumorTable(
            2,
            "push, blind and with a coin",
            "push",
            "blind",
            "coin",
            List.of(
                new Line("0.96", "0.04", "19", "38"),
                new Line("0.20", "1.6", "17", "33"),
                new Line("0.060", "2.8", "15", "32"),
                new Line("0.021", "3.9", "14.1", "32"),
                new Line("0.008", "4.9", "13.8", "32"))),
        new RumorTable(
            3,
            "pull with feedback and a counter",
            "pull",
            "feedback",
            "counter",
            List.of(
                new Line("3.1e-2", "2.7", "9.97", "17.63"),
                new Line("5.8e-4", "4.5", "10.07", "15.39"),
                new Line("4.0e-6", "6.1", "10.08", "14.00"))));
  }

  @Override
  public String name() {
    return "demers-" + number;
  }

  @Override
  public String source() {
    return "Demers et al. 1987, table " + number + ": a rumor among 1,000 sites by " + manner;
  }

  @Override
  public void run(Session session) {
    for (int k = 1; k <= lines.size(); k++) {
      Line line = lines.get(k - 1);
      Trials ours =
          session.run(
              "rumor",
              SITES,
              1,
              Settings.of(
                  "direction", direction, "memory", memory, "end", end, "k", String.valueOf(k)));
      String at = "k = " + k + ": ";
      // Sites that miss it by chance, each on its own, would vary as little as this.
      double leastDeviation = Math.sqrt(Double.parseDouble(line.residue) / SITES);
      session.found(
          Row.simulated(
              at + "residue s", line.residue, ours.figure("residue"), THEIR_RUNS, leastDeviation));
      found(session, at + "traffic m", line.traffic, ours.figure("traffic"));
      found(session, at + "t_ave, of copies", line.average, ours.figure("copiesCycle"));
      session.found(Row.aside(at + "average over sites", ours.figure("averageCycle")));
      found(session, at + "t_last", line.last, ours.figure("lastCycle"));
    }
  }

  private static void found(Session session, String what, String published, Sample ours) {
    session.found(Row.simulated(what, published, ours, THEIR_RUNS, 0));
  }
}
