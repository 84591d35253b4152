package dev.linnet.daemon.config;

import dev.linnet.daemon.config.NodeConfig.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** The keys below {@code origin}. */
final class OriginKeys {
  private static final Key<List<String>> ALLOW =
      Key.ofMany(
          "allow",
          Kind.TEXT.list("hosts"),
          "[]",
          "hosts that origins may name though their addresses are private, such as"
              + " `[registry.lan, 10.0.0.7]`");

  private static final Key<SortedMap<String, Path>> LOCAL =
      Key.ofMany(
          "local",
          Kind.PATH.named("URL"),
          "{}",
          "directories that stand in for origins, by the beginning of the origin's URL, such as"
              + " `{https://models.example/: /mnt/models}`");

  static final Kind<Origin> KIND =
      Kind.mapping(
          values -> new Origin(Set.copyOf(values.get(ALLOW)), values.get(LOCAL)), ALLOW, LOCAL);

  private OriginKeys() {}
}
