package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.study.Sample;
import dev.linnet.simulator.workload.Settings;
import java.util.Arrays;
import java.util.Locale;

/**
 * What Lifeguard does for false positives among 128 members (Dadgar, Phillips, Currey, arXiv
 * 1707.00788): full Lifeguard has fewer by a factor of 50 to 100 (section V of the second version),
 * "while modestly increasing failure detection latency" (abstract of the first), which is taken
 * here as a tenth. Their members ran in containers and were blocked; ours are blocked for as long,
 * and do all that is late in no time when they are not, which is kinder to whoever waits: what is
 * accepted is at most a fiftieth.
 */
final class LifeguardEffect implements Experiment {
  private static final int MEMBERS = 128;
  private static final int SLOW = 8;
  private static final double FEWER = 50;
  private static final double MODEST = 1.1;

  private enum Parts {
    SWIM("0", "0", "0"),
    LHA_PROBE("1", "0", "0"),
    LHA_SUSPICION("0", "1", "0"),
    BUDDY_SYSTEM("0", "0", "1"),
    LIFEGUARD("1", "1", "1");

    private final String probe;
    private final String suspicion;
    private final String buddy;

    Parts(String probe, String suspicion, String buddy) {
      this.probe = probe;
      this.suspicion = suspicion;
      this.buddy = buddy;
    }

    String said() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  @Override
  public String name() {
    return "lifeguard";
  }

  @Override
  public String source() {
    return "Dadgar, Phillips, Currey 2017: false positives of SWIM and of Lifeguard among 128"
        + " members, 8 of them slow at times";
  }

  @Override
  public void run(Session session) {
    falsePositives(session, 16_384, 256, true);
    falsePositives(session, 32_768, 64, false);
    Sample swim = run(session, Parts.SWIM, "crashes", "1").figure("detectedAfterSeconds");
    Trials lifeguard = run(session, Parts.LIFEGUARD, "crashes", "1");
    session.found(Row.aside("crash, swim: seconds to the first detection", swim));
    session.found(
        Row.between(
            "crash, lifeguard: seconds to the first detection",
            "modestly more",
            swim.mean(),
            MODEST * swim.mean(),
            lifeguard.figure("detectedAfterSeconds")));
  }

  private static void falsePositives(
      Session session, int slowMillis, int restMillis, boolean eachPart) {
    String at = slowMillis + " ms slow, " + restMillis + " well, ";
    Sample swim = new Sample(0, Double.NaN, 0, Double.NaN);
    for (Parts parts : Parts.values()) {
      if (!eachPart && parts != Parts.SWIM && parts != Parts.LIFEGUARD) {
        continue;
      }
      Sample ours =
          run(
                  session,
                  parts,
                  "slow",
                  String.valueOf(SLOW),
                  "slow-millis",
                  String.valueOf(slowMillis),
                  "rest-millis",
                  String.valueOf(restMillis))
              .figure("falselyDeclared");
      String what = at + parts.said() + ": false positives in 2 min";
      if (parts == Parts.SWIM) {
        swim = ours;
      }
      session.found(
          parts == Parts.LIFEGUARD
              ? Row.between(what, "at most 1/50 of swim's", 0, swim.mean() / FEWER, ours)
              : Row.aside(what, ours));
    }
  }

  private static Trials run(Session session, Parts parts, String... further) {
    String[] all = {
      "lha-probe", parts.probe, "lha-suspicion", parts.suspicion, "buddy", parts.buddy
    };
    String[] settings = Arrays.copyOf(all, all.length + further.length);
    System.arraycopy(further, 0, settings, all.length, further.length);
    return session.run("membership", MEMBERS, 100, Settings.of(settings));
  }
}
