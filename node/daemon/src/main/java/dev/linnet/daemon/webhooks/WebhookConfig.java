package dev.linnet.daemon.webhooks;

import java.net.URI;
import java.util.Arrays;
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
public record WebhookConfig(URI url, byte @Nullable [] secret, Set<String> kinds) {
  public WebhookConfig {
    secret = secret == null ? null : secret.clone();
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebhookConfig config
        && url.equals(config.url)
        && kinds.equals(config.kinds)
        && Arrays.equals(secret, config.secret);
  }

  @Override
  public int hashCode() {
    return url.hashCode() * 31 + kinds.hashCode();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return url + " of " + kinds + (secret == null ? ", not signed" : ", signed");
  }
}
