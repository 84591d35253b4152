package dev.linnet.simulator.workload;

/**
 * Which members are slow, and when: those from 1 to {@code last}, all at once, for {@code
 * slowTicks} out of every {@code slowTicks + restTicks} from {@code fromTicks} on.
 */
record Slowness(int last, long fromTicks, long slowTicks, long restTicks) {
  boolean isSlow(int member) {
    return member > 0 && member <= last;
  }

  /** How long a member can still neither send nor receive; 0 if it can. */
  long leftTicks(int member, long nowTicks) {
    if (!isSlow(member) || nowTicks < fromTicks) {
      return 0;
    }
    return Math.max(0, slowTicks - (nowTicks - fromTicks) % (slowTicks + restTicks));
  }
}
