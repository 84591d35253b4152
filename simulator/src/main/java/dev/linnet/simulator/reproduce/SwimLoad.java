package dev.linnet.simulator.reproduce;

import dev.linnet.simulator.workload.Settings;
import java.util.Locale;

/**
 * What SWIM sends and how often it errs, which its size does not change (Das, Gupta, Motivala, DSN
 * 2002, section 3.1, after Gupta, Chandra, Goldszmidt, PODC 2001). With q the share of messages
 * that come and k helpers, a member is declared falsely where ping or answer is lost, and one of
 * four messages by each helper: (1 − q²)(1 − q⁴)^k. Without loss a member sends a ping and gets an
 * answer.
 */
final class SwimLoad implements Experiment {
  private static final int HELPERS = 3;
  private static final double[] LOSSES = {0, 0.1, 0.2};

  @Override
  public String name() {
    return "swim-load";
  }

  @Override
  public String source() {
    return "Das, Gupta, Motivala 2002, section 3.1: messages and false detections of SWIM for each"
        + " member and period, 3 helpers";
  }

  @Override
  public void run(Session session) {
    for (int nodes : new int[] {56, 1_000}) {
      for (double loss : LOSSES) {
        Trials ours =
            session.run(
                "swim",
                nodes,
                nodes == 56 ? 10 : 200,
                Settings.of("crashes", "0", "loss", String.valueOf(loss), "helpers", "" + HELPERS));
        double q = 1 - loss;
        double unanswered = 1 - q * q;
        String at = String.format(Locale.ROOT, "n = %d, %.0f %% lost: ", nodes, 100 * loss);
        double messages = 1 + q + unanswered * HELPERS * (1 + q + q * q + q * q * q);
        session.found(
            Row.expected(
                at + "messages",
                String.format(Locale.ROOT, "%.3f", messages),
                messages,
                ours.figure("messagesPerMemberPeriod")));
        double falsely = unanswered * Math.pow(1 - q * q * q * q, HELPERS);
        session.found(
            Row.expected(
                at + "false detections",
                String.format(Locale.ROOT, "%.5f", falsely),
                falsely,
                ours.figure("falsePerMemberPeriod")));
      }
    }
  }
}
