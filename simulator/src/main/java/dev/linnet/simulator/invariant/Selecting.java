package dev.linnet.simulator.invariant;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Profile;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Requirement;
import dev.linnet.core.rollout.Requirement.Subject;
import dev.linnet.core.rollout.Rollout.Place;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom a wave takes, stated without the core. */
final class Selecting {
  /** An architecture's name in Java, and the one that containers give it. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of("x86_64", "amd64", "aarch64", "arm64");

  private Selecting() {}

  /** The wave that pins a node as a juror, else the first that takes it; empty if none does. */
  static Optional<Place> place(Announcement announcement, Self node) {
    for (Jury jury : announcement.juries()) {
      if (jury.region().equals(node.region()) && jury.jurors().contains(node.node())) {
        return Optional.of(new Place(jury.wave(), node.region()));
      }
    }
    List<Wave> waves = announcement.plan().waves();
    for (int wave = 0; wave < waves.size(); wave++) {
      if (waves.get(wave).regions().contains(node.region())
          && suits(waves.get(wave), node.profile())
          && inShare(waves.get(wave).selector().share(), announcement.mesh(), node.node())) {
        return Optional.of(new Place(wave, node.region()));
      }
    }
    return Optional.empty();
  }

  /** Whether a node that has a place does not meet its wave's requirements any more. */
  static boolean misfits(Announcement announcement, Self node) {
    return place(announcement, node)
        .filter(at -> !suits(announcement.plan().waves().get(at.wave()), node.profile()))
        .isPresent();
  }

  private static boolean suits(Wave wave, Profile profile) {
    return wave.selector().requirements().stream().allMatch(asked -> meets(asked, profile));
  }

  private static boolean meets(Requirement asked, Profile profile) {
    boolean label = asked.subject() == Subject.LABEL;
    String stated = (label ? profile.labels() : profile.capabilities()).get(asked.key());
    boolean listed =
        stated != null
            && asked.values().stream()
                .anyMatch(value -> alike(value, stated, !label && asked.key().equals("arch")));
    return switch (asked.operator()) {
      case IN -> listed;
      case NOT_IN -> !listed;
      case EXISTS -> stated != null;
      case DOES_NOT_EXIST -> stated == null;
      case AT_LEAST -> reaches(stated, asked.values().get(0));
    };
  }

  private static boolean alike(String value, String stated, boolean architecture) {
    return value.equals(stated)
        || (architecture
            && ARCHITECTURES
                .getOrDefault(value, value)
                .equals(ARCHITECTURES.getOrDefault(stated, stated)));
  }

  private static boolean reaches(@Nullable String stated, String least) {
    return stated != null
        && stated.matches("[0-9]+")
        && new BigInteger(stated).compareTo(new BigInteger(least)) >= 0;
  }

  /** The first 32 bits of SHA-256 over "MESH/NAME", as a part of 2^32, lie below the share. */
  private static boolean inShare(Share share, String mesh, NodeName node) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256")
              .digest((mesh + "/" + node.value()).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    BigInteger position = new BigInteger(1, Arrays.copyOf(hash, 4));
    return position
            .multiply(BigInteger.valueOf(share.denominator()))
            .compareTo(BigInteger.valueOf(share.numerator()).shiftLeft(32))
        < 0;
  }
}
