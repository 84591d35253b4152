package dev.linnet.simulator.workload;

/**
 * How long a suspicion waits before it becomes a declaration (Lifeguard, section IV-B): from {@code
 * mostTicks} while one member alone suspects down to {@code leastTicks} when {@value #ENOUGH}
 * others do too, by the logarithm of how many. With both equal it is SWIM's fixed time.
 */
record SuspicionTimeout(long leastTicks, long mostTicks) {
  private static final int ENOUGH = 3;

  long ticks(int others) {
    // The strict logarithm: its last digit is the same on any machine.
    double share = StrictMath.log(others + 1) / StrictMath.log(ENOUGH + 1);
    return Math.max(leastTicks, mostTicks - Math.round((mostTicks - leastTicks) * share));
  }

  /** Whether one that suspects too would still shorten it. */
  boolean shortens(int others) {
    return others < ENOUGH && mostTicks > leastTicks;
  }
}
