package dev.linnet.soak;

/**
 * One fault of a storm.
 *
 * @param host whom it hits
 * @param other a host of another region, where one is needed
 * @param atMillis since the storm's begin
 * @param draw what else is left to chance
 */
record Fault(FaultKind kind, int host, int other, int atMillis, int forMillis, long draw) {
  int endMillis() {
    return atMillis + forMillis;
  }
}
