package dev.linnet.daemon.transport;

import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Who was turned away and why, one line each. The same line is not said again for ten minutes,
 * since whoever is turned away tries again, and a stranger must not fill the log.
 */
final class Refusals {
  private static final long REPEAT_AFTER_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX_REMEMBERED = 256;
  private static final int MAX_CAUSES = 16;

  private final Consumer<String> listener;
  private final LongSupplier nanoTime;
  private final AtomicLong total = new AtomicLong();
  private final Map<String, Long> said = new LinkedHashMap<>();

  Refusals(Consumer<String> listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Says a line, unless it was said lately. */
  void refuse(String line) {
    total.incrementAndGet();
    long now = nanoTime.getAsLong();
    synchronized (said) {
      Long before = said.get(line);
      if (before != null && now - before < REPEAT_AFTER_NANOS) {
        return;
      }
      said.remove(line);
      said.put(line, now);
      if (said.size() > MAX_REMEMBERED) {
        said.remove(said.keySet().iterator().next());
      }
    }
    listener.accept(line);
  }

  /** How often something was refused, repetitions included. */
  long total() {
    return total.get();
  }

  /** Why a handshake failed, in words for a person; null if the failure is none of TLS. */
  static @Nullable String ofHandshake(Throwable failure) {
    Throwable cause = failure;
    String tls = null;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof RefusedCertificate) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof CertificateException) {
        return "its certificate is not signed by this mesh's authority, or not valid now";
      }
      if (cause instanceof SSLException) {
        tls = words(String.valueOf(cause.getMessage()));
      }
      cause = cause.getCause();
    }
    return tls;
  }

  private static String words(String message) {
    if (message.contains("not an SSL/TLS record")) {
      return "it does not speak TLS";
    }
    if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
      return "it showed no certificate of this mesh's authority";
    }
    if (message.contains("ALERT") || message.contains("alert")) {
      return "it refused this node's certificate";
    }
    return "the TLS handshake failed";
  }

  /** A certificate of the mesh's authority that is none of a node of this mesh. */
  static final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;

    RefusedCertificate(String message) {
      super(message);
    }
  }
}
