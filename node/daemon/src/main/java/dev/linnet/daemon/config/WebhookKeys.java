package dev.linnet.daemon.config;

import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.identity.SharedSecret;
import dev.linnet.daemon.webhooks.WebhookConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of each of {@code webhooks}. */
final class WebhookKeys {
  private static final int MOST = 8;
  private static final Pattern EVENT_KIND = Pattern.compile("[A-Z]+(_[A-Z]+)*");

  private static final Key<URI> URL =
      Key.required("url", ProbeKeys.WEB_ADDRESS, "where events are posted");

  private static final Key<Path> SECRET =
      Key.optional("secret", Kind.PATH, "a file for its owner alone, by which posts are signed");

  private static final Key<List<String>> KINDS =
      Key.of(
          "kinds",
          Kind.parsed("kind of event", WebhookKeys::eventKind)
              .list("kinds of events")
              .then(
                  (node, kinds) -> {
                    if (kinds.isEmpty()) {
                      throw node.error("expected one kind of event or more, such as [VERDICT]");
                    }
                    return kinds;
                  }),
          "[VERDICT]",
          "which events; others are not told");

  static final Kind<List<WebhookConfig>> KIND =
      Kind.mapping(WebhookKeys::made, URL, SECRET, KINDS).list("mappings").upTo(MOST, "webhooks");

  private WebhookKeys() {}

  private static WebhookConfig made(Values values) {
    return new WebhookConfig(
        values.get(URL),
        values.find(SECRET).map(file -> Bytes.copyOf(SharedSecret.load(file))).orElse(null),
        Set.copyOf(values.get(KINDS)));
  }

  private static String eventKind(String text) {
    if (!EVENT_KIND.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected a kind of event such as VERDICT, got '" + text + "'");
    }
    return text;
  }
}
