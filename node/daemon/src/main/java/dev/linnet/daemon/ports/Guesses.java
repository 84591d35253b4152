package dev.linnet.daemon.ports;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What came wrong from where: from one address, or one IPv6 network of 64 bits, ten tries a minute
 * are looked at. A secret of 256 bits is not guessed at any rate; this bounds what trying costs
 * here, and how much is said of it.
 */
public final class Guesses {
  /** The most wrong tries from one place that are looked at in a minute. */
  public static final int MOST = 10;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_REMEMBERED = 4_096;

  private final LongSupplier nanoTime;
  private final Map<String, Window> windows = new LinkedHashMap<>();

  private record Window(long sinceNanos, int count) {}

  public Guesses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether one more try from there is looked at. */
  public synchronized boolean allows(InetAddress from) {
    return current(Network.of(from)).count() < MOST;
  }

  /** Takes note of a try that was wrong. */
  public synchronized void wrong(InetAddress from) {
    String network = Network.of(from);
    Window window = current(network);
    windows.remove(network);
    windows.put(network, new Window(window.sinceNanos(), window.count() + 1));
    if (windows.size() > MAX_REMEMBERED) {
      windows.remove(windows.keySet().iterator().next());
    }
  }

  private Window current(String network) {
    long now = nanoTime.getAsLong();
    Window window = windows.get(network);
    return window == null || now - window.sinceNanos() >= WINDOW_NANOS
        ? new Window(now, 0)
        : window;
  }
}
