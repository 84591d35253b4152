package dev.linnet.bench.swarm;

import java.nio.file.Path;

/** A program that brings a file from the first host to all others. */
interface Mover extends AutoCloseable {
  String name();

  /** Gets ready for one file: whatever shall not be measured. */
  void prepare(Path file);

  /**
   * Moves it.
   *
   * @return the time until the last host had it
   */
  double seconds();

  /** Ends what the last file needed. */
  void tidy();

  @Override
  void close();
}
