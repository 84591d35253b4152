package dev.linnet.daemon.command;

import dev.linnet.core.trust.PublicKey;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.core.trust.TrustRoot.RoleName;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.OperatorKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code linnet mesh rotate}. */
@Command(
    name = "rotate",
    description = "Give keys to roles and take them away, or raise the epoch.",
    footer = {
      "",
      "Each FILE is a public key in PEM, which `linnet mesh public-key` prints of a token's key and"
          + " these make of a new one:",
      "  openssl genpkey -algorithm ed25519 -out bob.key",
      "  openssl pkey -in bob.key -pubout -out bob.pub",
      "A key that is lost or stolen must be revoked: one that is only dropped keeps what it said"
          + " before."
    })
final class MeshRotate extends RootChange {
  private static final List<RoleName> OPERATES = List.of(RoleName.ANNOUNCE, RoleName.CONTROL);

  @Option(
      names = "--operator",
      paramLabel = "NAME=FILE",
      description = "Let a key announce and control; repeat for more.")
  private Map<String, Path> operators = new LinkedHashMap<>();

  @Option(
      names = "--enroll",
      paramLabel = "NAME=FILE",
      description = "Let a key enroll nodes; repeat for more.")
  private Map<String, Path> enrollers = new LinkedHashMap<>();

  @Option(
      names = "--root",
      paramLabel = "NAME=FILE",
      description = "Let a key sign the roots after this one; it must sign this one too.")
  private Map<String, Path> roots = new LinkedHashMap<>();

  @Option(
      names = "--drop",
      paramLabel = "NAME",
      description = "Take the keys of that name out of every role; repeat for more.")
  private List<String> dropped = new ArrayList<>();

  @Option(
      names = "--threshold",
      paramLabel = "ROLE=N",
      description = "How many keys of ROOT, ENROLL, ANNOUNCE or CONTROL must sign.")
  private Map<RoleName, Integer> thresholds = new EnumMap<>(RoleName.class);

  @Option(
      names = "--raise-epoch",
      description = "Let every model's generations begin anew; goes alone.")
  private boolean raiseEpoch;

  MeshRotate(Terminal terminal) {
    super(terminal);
  }

  @Override
  TrustRoot change(TrustRoot base, NodeClient client) {
    boolean rotates =
        !(operators.isEmpty()
            && enrollers.isEmpty()
            && roots.isEmpty()
            && dropped.isEmpty()
            && thresholds.isEmpty());
    if (rotates == raiseEpoch) {
      throw new UserError(
          UserError.USAGE,
          raiseEpoch
              ? "--raise-epoch goes alone: rotate twice"
              : "rotate what? expected one of --operator, --enroll, --root, --drop, --threshold,"
                  + " --raise-epoch");
    }
    return raiseEpoch ? base.raisingEpoch() : rotated(base);
  }

  private TrustRoot rotated(TrustRoot base) {
    Map<String, NamedKey> keys = new TreeMap<>(base.keys());
    Map<RoleName, SortedSet<String>> holders = new EnumMap<>(RoleName.class);
    base.roles().forEach((name, role) -> holders.put(name, new TreeSet<>(role.keyIds())));
    dropped.forEach(name -> drop(name, base, keys, holders));
    operators.forEach((name, file) -> give(name, file, OPERATES, base, keys, holders));
    enrollers.forEach(
        (name, file) -> give(name, file, List.of(RoleName.ENROLL), base, keys, holders));
    roots.forEach((name, file) -> give(name, file, List.of(RoleName.ROOT), base, keys, holders));
    Map<RoleName, Role> roles = new EnumMap<>(RoleName.class);
    holders.forEach(
        (name, keyIds) -> {
          int threshold = thresholds.getOrDefault(name, base.role(name).threshold());
          if (threshold < 1 || threshold > keyIds.size()) {
            throw new UserError(
                UserError.REFUSED,
                "role "
                    + name
                    + " would have "
                    + keyIds.size()
                    + " keys of which "
                    + threshold
                    + " must sign: expected 1 to the number of keys");
          }
          roles.put(name, new Role(keyIds, threshold));
        });
    return base.rotating(keys, roles);
  }

  private static void drop(
      String name,
      TrustRoot base,
      Map<String, NamedKey> keys,
      Map<RoleName, SortedSet<String>> holders) {
    List<String> dropped =
        base.keys().entrySet().stream()
            .filter(entry -> entry.getValue().name().equals(name))
            .map(Map.Entry::getKey)
            .filter(keyId -> !base.revokedKeys().contains(keyId))
            .toList();
    if (dropped.isEmpty()) {
      throw new UserError(
          UserError.FAILED,
          "'"
              + name
              + "': holds no key in trust root "
              + base.version()
              + "; see `linnet mesh trust`");
    }
    dropped.forEach(keys::remove);
    holders.values().forEach(keyIds -> keyIds.removeAll(dropped));
  }

  private static void give(
      String name,
      Path file,
      List<RoleName> roles,
      TrustRoot base,
      Map<String, NamedKey> keys,
      Map<RoleName, SortedSet<String>> holders) {
    PublicKey key = OperatorKey.loadPublic(file);
    if (base.revokedKeys().contains(key.keyId())) {
      throw new UserError(
          UserError.REFUSED, file + ": this key is revoked for good; make a new one");
    }
    keys.forEach(
        (keyId, other) -> {
          boolean same = keyId.equals(key.keyId());
          boolean named = other.name().equals(name) && !base.revokedKeys().contains(keyId);
          if (same != named && (same || named)) {
            throw new UserError(
                UserError.REFUSED,
                same
                    ? file + ": this is the key of " + other.name() + " already"
                    : "'" + name + "': holds another key; say --drop " + name + " as well");
          }
        });
    keys.put(key.keyId(), new NamedKey(name, key));
    roles.forEach(role -> holders.computeIfAbsent(role, any -> new TreeSet<>()).add(key.keyId()));
  }
}
