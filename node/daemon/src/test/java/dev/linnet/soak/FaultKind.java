package dev.linnet.soak;

/** What can happen to a host, its disk or its link. */
enum FaultKind {
  KILLED("SIGKILL, started again", true, 0, 6_000),
  STOPPED("SIGSTOP, then SIGCONT", true, 1_000, 25_000),
  CUT_OFF("region cut off from all others", false, 5_000, 30_000),
  UNHEARD("one way: region does not hear a node", false, 5_000, 30_000),
  UNPLUGGED("link down", false, 3_000, 20_000),
  FLAPPING("link down and up each 2 s", false, 10_000, 24_000),
  SLOW_LINK("link of 256 kbit/s, 2 s queue", false, 10_000, 30_000),
  DISK_NARROW("disk full but for 16 MiB", false, 5_000, 20_000),
  DISK_FULL("disk full to the last byte", true, 5_000, 15_000),
  DISK_READ_ONLY("disk turns read-only", true, 3_000, 10_000),
  DISK_STALLS("disk stalls 1.5 s of each 2 s", false, 6_000, 16_000),
  BITS_FLIPPED("SIGKILL, bits of the store flipped", true, 0, 2_000),
  CLOCK_JUMPS("clock jumps up to 90 min, and back", false, 3_000, 20_000),
  DESCRIPTORS("file descriptors used up", true, 4_000, 12_000),
  MEMORY("address space used up", true, 4_000, 12_000);

  final String words;

  /** Whether inferences may fail meanwhile and until the node has come back. */
  final boolean excuses;

  final int leastMillis;
  final int mostMillis;

  FaultKind(String words, boolean excuses, int leastMillis, int mostMillis) {
    this.words = words;
    this.excuses = excuses;
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
  }

  /** Whether it lies on the link alone, so that the process knows nothing of it. */
  boolean ofLink() {
    return compareTo(CUT_OFF) >= 0 && compareTo(SLOW_LINK) <= 0;
  }
}
