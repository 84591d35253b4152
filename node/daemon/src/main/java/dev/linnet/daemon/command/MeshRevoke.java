package dev.linnet.daemon.command;

import com.google.gson.JsonObject;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.trust.TrustRoot;
import dev.linnet.core.trust.TrustRoot.NamedKey;
import dev.linnet.core.trust.TrustRoot.Role;
import dev.linnet.daemon.UserError;
import dev.linnet.documents.Nearest;
import dev.linnet.proto.v1.GetMembersRequest;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code linnet mesh revoke}. */
@Command(
    name = "revoke",
    description = "Cut nodes off for good, and take keys the right to speak.",
    footer = {
      "",
      "A revoked node is cut within a minute and its HEALTHY counts no more. Rollouts of a revoked"
          + " operator pause until another one resumes or aborts them. Neither comes back."
    })
final class MeshRevoke extends RootChange {
  private static final int BRIEF_KEY = 12;

  @Option(names = "--node", paramLabel = "NODE", description = "A node's name; repeat for more.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description =
          "Who holds the key, as `linnet mesh trust` shows it, or 12 or more digits of the key's"
              + " id; repeat for more.")
  private List<String> operators = new ArrayList<>();

  MeshRevoke(Terminal terminal) {
    super(terminal);
  }

  @Override
  TrustRoot change(TrustRoot base, NodeClient client) {
    if (nodes.isEmpty() && operators.isEmpty()) {
      throw new UserError(UserError.USAGE, "revoke whom? expected --node NODE or --operator NAME");
    }
    SortedSet<NodeName> names = new TreeSet<>();
    if (!nodes.isEmpty()) {
      List<String> known =
          Doc.objects(members(client), "members").stream()
              .map(member -> Doc.text(member, "node"))
              .toList();
      nodes.forEach(node -> names.add(node(node, base, known)));
    }
    SortedSet<String> keyIds = new TreeSet<>();
    operators.forEach(operator -> keyIds.addAll(keys(operator, base)));
    requireEnoughLeft(base, keyIds);
    return base.revoking(names, keyIds);
  }

  private static JsonObject members(NodeClient client) {
    return Doc.parse(client.ask(node -> node.getMembers(GetMembersRequest.getDefaultInstance())));
  }

  /** A node of a far region may be known by its enrolment alone. */
  private NodeName node(String name, TrustRoot base, List<String> known) {
    NodeName node;
    try {
      node = new NodeName(name);
    } catch (IllegalArgumentException e) {
      throw new UserError(UserError.USAGE, String.valueOf(e.getMessage()), e);
    }
    if (base.revokedNodes().contains(node)) {
      throw new UserError(UserError.FAILED, "node " + node + ": is revoked already");
    }
    if (!known.contains(name) && !Files.exists(directory().resolve("nodes").resolve(name))) {
      throw new UserError(
          UserError.FAILED,
          "node '"
              + name
              + "': not known to the asked node, and not enrolled in "
              + directory()
              + Nearest.of(name, known)
                  .map(nearest -> "; did you mean '" + nearest + "'?")
                  .orElse("; ask a node of its region with --api"));
    }
    return node;
  }

  private static SortedSet<String> keys(String operator, TrustRoot base) {
    SortedSet<String> fitting = new TreeSet<>();
    for (Map.Entry<String, NamedKey> entry : base.keys().entrySet()) {
      boolean byId = operator.length() >= BRIEF_KEY && entry.getKey().startsWith(operator);
      if (byId || entry.getValue().name().equals(operator)) {
        fitting.add(entry.getKey());
      }
    }
    if (fitting.isEmpty()) {
      List<String> names = base.keys().values().stream().map(NamedKey::name).distinct().toList();
      throw new UserError(
          UserError.FAILED,
          "operator '"
              + operator
              + "': holds no key in trust root "
              + base.version()
              + Nearest.of(operator, names)
                  .map(nearest -> "; did you mean '" + nearest + "'?")
                  .orElse("; see `linnet mesh trust`"));
    }
    fitting.removeAll(base.revokedKeys());
    if (fitting.isEmpty()) {
      throw new UserError(UserError.FAILED, "operator " + operator + ": is revoked already");
    }
    return fitting;
  }

  /** Only the ROOT role gives keys to roles, so without enough of its own nothing ever changes. */
  private static void requireEnoughLeft(TrustRoot base, Collection<String> revoked) {
    base.roles()
        .forEach(
            (name, role) -> {
              long left = left(role, revoked);
              if (left < role.threshold()) {
                throw new UserError(
                    UserError.REFUSED,
                    "role "
                        + name
                        + " would keep "
                        + left
                        + " keys of the "
                        + role.threshold()
                        + " that must sign: give it another one first with `linnet mesh rotate`");
              }
            });
  }

  private static long left(Role role, Collection<String> revoked) {
    return role.keyIds().stream().filter(keyId -> !revoked.contains(keyId)).count();
  }
}
