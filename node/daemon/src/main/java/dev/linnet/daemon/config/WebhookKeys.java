package dev.linnet.daemon.config;

import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.identity.SharedSecret;
import dev.linnet.daemon.webhooks.WebhookConfig;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys of each of {@code webhooks}, their defaults and ranges. */
final class WebhookKeys {
  private static final int MOST = 8;
  private static final Set<String> VERDICTS = Set.of("VERDICT");
  private static final Pattern KIND = Pattern.compile("[A-Z]+(_[A-Z]+)*");

  private WebhookKeys() {}

  static List<WebhookConfig> read(YamlNode node, Path directory) {
    List<YamlNode> all = node.list();
    if (all.size() > MOST) {
      throw node.error("expected at most " + MOST + " webhooks, got " + all.size());
    }
    return all.stream().map(each -> one(each, directory)).toList();
  }

  private static WebhookConfig one(YamlNode node, Path directory) {
    YamlMap map = node.map("url", "secret", "kinds");
    Bytes secret =
        map.optional("secret")
            .map(file -> Bytes.copyOf(SharedSecret.load(file.parsed(directory::resolve))))
            .orElse(null);
    return new WebhookConfig(
        map.required("url").parsed(ProbeKeys::address),
        secret,
        map.read("kinds", VERDICTS, WebhookKeys::kinds));
  }

  private static Set<String> kinds(YamlNode node) {
    Set<String> kinds = new TreeSet<>();
    for (YamlNode kind : node.list()) {
      if (!KIND.matcher(kind.string()).matches()) {
        throw kind.error("expected a kind of event such as VERDICT, got '" + kind.string() + "'");
      }
      kinds.add(kind.string());
    }
    if (kinds.isEmpty()) {
      throw node.error("expected one kind of event or more, such as [VERDICT]");
    }
    return kinds;
  }
}
