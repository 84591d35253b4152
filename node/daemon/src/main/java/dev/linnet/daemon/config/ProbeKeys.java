package dev.linnet.daemon.config;

import dev.linnet.daemon.probe.ProbeConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys below {@code probe}, and the kinds that other keys share with them. */
final class ProbeKeys {
  /** A command and its arguments. */
  static final Kind<List<String>> COMMAND =
      Kind.TEXT
          .list("words")
          .called("list of a command and its arguments")
          .then(
              (node, command) -> {
                if (command.isEmpty() || command.get(0).isBlank()) {
                  throw node.error(
                      "expected a command and its arguments, such as [/usr/local/bin/check,"
                          + " --fast]");
                }
                return command;
              });

  static final Kind<URI> WEB_ADDRESS = Kind.parsed("`http` or `https` URL", ProbeKeys::address);

  /** How often something is looked at. */
  static final Kind<Duration> PERIOD = Kind.duration("1s", "1h");

  private static final Key<List<String>> EXEC =
      Key.optional(
          "exec", COMMAND, "passes with exit code 0; runs without a shell, beside `node.yaml`");

  private static final Key<URI> HTTP =
      Key.optional(
          "http", WEB_ADDRESS, "passes with a status of 200 to 299; redirects are not followed");

  private static final Key<Duration> EVERY =
      Key.of(
          "every",
          PERIOD,
          "30s",
          "how long after one run the next begins; shorter finds a fault sooner, and passes a gate"
              + " sooner");

  private static final Key<Duration> TIMEOUT =
      Key.of(
          "timeout",
          Kind.duration("100ms", "10m"),
          "5s",
          "how long a run may take; one that takes longer has failed");

  static final Kind<ProbeConfig> KIND = Kind.mapping(ProbeKeys::made, EXEC, HTTP, EVERY, TIMEOUT);

  private ProbeKeys() {}

  private static ProbeConfig made(Values values) {
    List<String> exec = values.find(EXEC).orElse(List.of());
    @Nullable URI http = values.find(HTTP).orElse(null);
    if (exec.isEmpty() && http == null) {
      throw values.error("expected exec or http: what to ask");
    }
    return new ProbeConfig(exec, http, values.directory(), values.get(EVERY), values.get(TIMEOUT));
  }

  private static URI address(String text) {
    URI address = URI.create(text);
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "': expected http://HOST/PATH or https://HOST/PATH without user and password");
    }
    return address;
  }
}
