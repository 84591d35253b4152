package dev.linnet.daemon.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a child prints, on a thread of its own, and keeps only what matters: its last step,
 * its result, and the signal that the JVM names when native code crashed. Endless output is read
 * and thrown away, a line of any length too.
 */
final class ChildOutput {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final Pattern CRASH = Pattern.compile("(SIG[A-Z]+) \\(0x");

  private final Thread reader;
  private String step = TrialMain.STARTING;
  private boolean begun;
  private @Nullable TrialMessage result;
  private @Nullable String crash;

  ChildOutput(InputStream stdout) {
    this.reader = new Thread(() -> read(stdout), "linnet-trial-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stdout) {
    byte[] block = new byte[8 * 1024];
    byte[] line = new byte[MAX_LINE_BYTES];
    int length = 0;
    try (stdout) {
      for (int n = stdout.read(block); n >= 0; n = stdout.read(block)) {
        for (int i = 0; i < n; i++) {
          if (block[i] == '\n') {
            line(new String(line, 0, length, StandardCharsets.UTF_8));
            length = 0;
          } else if (length < MAX_LINE_BYTES) {
            line[length++] = block[i];
          }
        }
      }
    } catch (IOException e) {
      // The child was ended: what it said so far stands.
    }
  }

  private synchronized void line(String line) {
    TrialMessage message = TrialMessage.parse(line).orElse(null);
    if (message == null) {
      Matcher matcher = CRASH.matcher(line);
      if (crash == null && matcher.find()) {
        crash = matcher.group(1);
      }
    } else {
      begun = true;
      if (message.passed() == null) {
        step = message.text();
      } else {
        result = message;
      }
    }
  }

  /** Waits until all that the child said was read; call it when the child has ended. */
  void drain() throws InterruptedException {
    reader.join(5_000);
  }

  /** Whether the child said a word: the machine could run it, and what ended it was the model. */
  synchronized boolean hasBegun() {
    return begun;
  }

  synchronized String step() {
    return step;
  }

  synchronized @Nullable TrialMessage result() {
    return result;
  }

  synchronized @Nullable String crash() {
    return crash;
  }
}
