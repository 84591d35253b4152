package dev.linnet.daemon.inference;

import dev.linnet.daemon.serving.InferenceException;
import dev.linnet.daemon.serving.RequestMemory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What somebody sends, read into one array, for which memory is taken before it is there. */
final class Body {
  private static final int FIRST_BYTES = 8 * 1024;

  private Body() {}

  /**
   * Reads all.
   *
   * @param announced how long it is to be; negative if nobody said
   * @param most how long it may be
   * @throws InferenceException TOO_LARGE or EXHAUSTED
   */
  static byte[] read(InputStream in, long announced, int most, RequestMemory.Held memory)
      throws IOException {
    if (announced > most) {
      throw tooLarge(most);
    }
    if (announced >= 0) {
      memory.take(announced);
      return read(in, new byte[(int) announced], 0);
    }
    byte[] read = new byte[0];
    int capacity = Math.min(FIRST_BYTES, most);
    while (true) {
      memory.take(capacity);
      byte[] more = Arrays.copyOf(read, capacity);
      memory.giveBack(read.length);
      read = read(in, more, read.length);
      if (read.length < capacity) {
        memory.giveBack(capacity - read.length);
        return read;
      }
      if (capacity == most) {
        if (in.read() < 0) {
          return read;
        }
        throw tooLarge(most);
      }
      capacity = (int) Math.min(most, 2L * capacity);
    }
  }

  /** Fills the array from there on; a shorter one if less comes. */
  static byte[] read(InputStream in, byte[] into, int from) throws IOException {
    int end = from + in.readNBytes(into, from, into.length - from);
    return end == into.length ? into : Arrays.copyOf(into, end);
  }

  private static InferenceException tooLarge(int most) {
    return new InferenceException(
        InferenceException.Status.TOO_LARGE, "the body is larger than " + most + " bytes");
  }
}
