package dev.linnet.simulator.judging;

/** Looks at a stream after each batch and may call it bad or good. */
interface Watcher {
  void observe(Batch batch);

  /** Whether it ever called the stream bad. */
  boolean alarmed();

  /** Whether it calls the stream good now. */
  boolean accepts();

  /** The numbers that it holds, 8 bytes each. */
  int sizeBytes();
}
