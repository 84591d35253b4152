package dev.linnet.bench.swarm;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** A program that brings a file from the first host to all others. */
interface Mover extends AutoCloseable {
  String name();

  /** Starts what lives as long as this. */
  default void start() {}

  /** Gets ready for one file: whatever shall not be measured. */
  void prepare(Path file);

  /**
   * Moves it.
   *
   * @return the time until the last host had it
   */
  double seconds();

  /** What does the moving, while it lives; empty where it ends with the file. */
  List<Process> processes();

  /** Bytes of files that a region's hosts took from other regions so far, if they can tell. */
  default OptionalLong fileBytesEntered(int region) {
    return OptionalLong.empty();
  }

  /** Ends what the last file needed. */
  void tidy();

  @Override
  void close();

  /** Whether one round says as much as many: some take minutes. */
  default boolean isTheSameEachTime() {
    return false;
  }
}
