package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.NodeRecord;
import dev.linnet.core.mesh.NodeStatus;
import dev.linnet.core.rollout.AnnouncementJson;
import dev.linnet.core.rollout.Control;
import dev.linnet.core.rollout.Memory;
import dev.linnet.core.rollout.Pulse;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.trust.Bytes;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * What a signed envelope holds is refused as an illegal argument, or read, as each of its kinds.
 */
public final class PayloadFuzz {
  private static final List<Function<Bytes, Object>> KINDS =
      List.of(
          AnnouncementJson::parse,
          Vote::parse,
          Pulse::parse,
          Control::parse,
          NodeRecord::parse,
          NodeStatus::parse,
          Enrolment::parse,
          TrustRoot::parse,
          bytes -> Memory.parse(new String(bytes.toArray(), StandardCharsets.UTF_8)));

  private PayloadFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    for (Function<Bytes, Object> kind : KINDS) {
      try {
        Object unused = kind.apply(Bytes.copyOf(input));
      } catch (IllegalArgumentException refused) {
        continue;
      }
    }
  }
}
