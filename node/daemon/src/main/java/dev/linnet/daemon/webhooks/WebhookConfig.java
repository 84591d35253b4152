package dev.linnet.daemon.webhooks;

import dev.linnet.core.trust.Bytes;
import java.net.URI;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of which events.
 *
 * @param url where they are posted
 * @param secret by which they are signed; null if they are not
 * @param kinds of events; others are not told
 */
public record WebhookConfig(URI url, @Nullable Bytes secret, Set<String> kinds) {
  public WebhookConfig {
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return url + " of " + kinds + (secret == null ? ", not signed" : ", signed");
  }
}
