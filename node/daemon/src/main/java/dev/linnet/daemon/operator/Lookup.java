package dev.linnet.daemon.operator;

import dev.linnet.core.NodeView;
import dev.linnet.core.NodeView.Stored;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.documents.Nearest;
import dev.linnet.proto.v1.ModelRequest;
import io.grpc.Status;
import java.util.List;

/** Finds what a person named; a refusal says what to do. */
final class Lookup {
  private Lookup() {}

  /** The rollout whose id begins so; no other may. */
  static Rollout rollout(NodeView view, String prefix) {
    List<Rollout> fitting =
        view.rollouts().stream().filter(each -> each.id().hex().startsWith(prefix)).toList();
    if (fitting.isEmpty() || prefix.isEmpty()) {
      throw Status.NOT_FOUND
          .withDescription("rollout '" + prefix + "': not known here; see `linnet rollout ls`")
          .asRuntimeException();
    }
    if (fitting.size() > 1) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "rollout '" + prefix + "': fits " + fitting.size() + " rollouts; give more digits")
          .asRuntimeException();
    }
    return fitting.get(0);
  }

  /** The node of that name; an empty name is the node that was asked. */
  static Member member(NodeView view, String name) {
    String asked = name.isEmpty() ? view.self().value() : name;
    List<String> known =
        view.members().stream().map(member -> member.peer().node().value()).toList();
    int index = known.indexOf(asked);
    if (view.others().stream().anyMatch(other -> other.node().value().equals(asked))) {
      throw Status.NOT_FOUND
          .withDescription(
              "node '"
                  + asked
                  + "': it is not in its region's council and tells others nothing;"
                  + " ask it itself with --api")
          .asRuntimeException();
    }
    if (index < 0) {
      String next =
          Nearest.of(asked, known)
              .map(nearest -> "; did you mean '" + nearest + "'?")
              .orElse("; see `linnet mesh members`");
      throw Status.NOT_FOUND
          .withDescription("node '" + asked + "': not known here" + next)
          .asRuntimeException();
    }
    return view.members().get(index);
  }

  /** The stored model of a name and version, or of a manifest's digest or a prefix of it. */
  static Stored model(NodeView view, ModelRequest asked) {
    List<Stored> fitting =
        view.models().stream().filter(stored -> fits(stored.manifest(), asked)).toList();
    String what =
        asked.getDigest().isEmpty()
            ? "model '" + asked.getName() + "' version '" + asked.getVersion() + "'"
            : "manifest '" + asked.getDigest() + "'";
    if (fitting.isEmpty()) {
      throw Status.NOT_FOUND
          .withDescription(what + ": not in this node's store; see `linnet model ls`")
          .asRuntimeException();
    }
    if (fitting.size() > 1) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              what
                  + ": fits "
                  + fitting.size()
                  + " models; name one by --digest, see `linnet model ls -o json`")
          .asRuntimeException();
    }
    return fitting.get(0);
  }

  private static boolean fits(Manifest manifest, ModelRequest asked) {
    return asked.getDigest().isEmpty()
        ? manifest.name().value().equals(asked.getName())
            && manifest.version().equals(asked.getVersion())
        : manifest.digest().hex().startsWith(asked.getDigest());
  }
}
