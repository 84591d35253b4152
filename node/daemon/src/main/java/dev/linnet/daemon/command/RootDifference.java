package dev.linnet.daemon.command;

import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a trust root changes, in words, for whoever is about to sign it. */
final class RootDifference {
  private RootDifference() {}

  static String text(TrustRoot before, TrustRoot after) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "trust root "
            + after.version()
            + " ("
            + after.id().brief()
            + ") of mesh "
            + after.mesh()
            + ", after root "
            + before.version()
            + " ("
            + before.id().brief()
            + ")");
    after.revokedNodes().stream()
        .filter(node -> !before.revokedNodes().contains(node))
        .forEach(node -> lines.add("  revokes node " + node));
    after.revokedKeys().stream()
        .filter(keyId -> !before.revokedKeys().contains(keyId))
        .forEach(keyId -> lines.add("  revokes the key of " + holder(after, keyId)));
    for (RoleName name : RoleName.values()) {
      addRole(lines, name, before, after);
    }
    if (after.epoch() != before.epoch()) {
      lines.add(
          "  raises the epoch to "
              + after.epoch()
              + ": the generations of every model begin anew with the next rollout");
    }
    if (!after.expires().equals(before.expires())) {
      lines.add("  expires " + after.expires());
    }
    return String.join("\n", lines);
  }

  private static void addRole(
      List<String> lines, RoleName name, TrustRoot before, TrustRoot after) {
    Role now = after.role(name);
    if (!now.equals(before.role(name))) {
      lines.add(
          "  role "
              + name
              + " becomes "
              + now.threshold()
              + " of: "
              + now.keyIds().stream()
                  .map(keyId -> holder(after, keyId))
                  .collect(Collectors.joining(", ")));
    }
  }

  /** The name beside a key, and enough of the key to tell it from others of that name. */
  static String holder(TrustRoot root, String keyId) {
    Map<String, NamedKey> keys = root.keys();
    NamedKey named = keys.get(keyId);
    return (named == null ? "somebody" : named.name()) + " (" + keyId.substring(0, 12) + ")";
  }
}
