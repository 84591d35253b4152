package dev.linnet.daemon.serving;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids for requests that have none; none twice, not after a restart either. */
final class RequestIds {
  private final String prefix = Long.toString(new SecureRandom().nextLong() >>> 1, 36) + "-";
  private final AtomicLong count = new AtomicLong();

  String next() {
    return prefix + Long.toString(count.incrementAndGet(), 36);
  }
}
