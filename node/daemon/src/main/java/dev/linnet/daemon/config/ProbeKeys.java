package dev.linnet.daemon.config;

import dev.linnet.daemon.probe.ProbeConfig;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys below {@code probe}, their defaults and ranges. */
final class ProbeKeys {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ProbeKeys() {}

  static ProbeConfig read(YamlNode node, Path directory) {
    YamlMap map = node.map("exec", "http", "every", "timeout");
    List<String> exec = map.read("exec", List.of(), ProbeKeys::command);
    @Nullable URI http =
        map.optional("http").map(each -> each.parsed(ProbeKeys::address)).orElse(null);
    if (exec.isEmpty() && http == null) {
      throw node.error("expected exec or http: what to ask");
    }
    return new ProbeConfig(
        exec,
        http,
        directory,
        map.read(
            "every",
            EVERY,
            each -> each.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h")),
        map.read(
            "timeout",
            TIMEOUT,
            each -> each.duration(Duration.ofMillis(100), Duration.ofMinutes(10), "100ms to 10m")));
  }

  static List<String> command(YamlNode node) {
    List<String> command = node.list().stream().map(YamlNode::string).toList();
    if (command.isEmpty() || command.get(0).isBlank()) {
      throw node.error(
          "expected a command and its arguments, such as [/usr/local/bin/check, --fast]");
    }
    return command;
  }

  static URI address(String text) {
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
