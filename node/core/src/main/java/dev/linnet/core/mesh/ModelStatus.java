package dev.linnet.core.mesh;

import dev.linnet.core.trust.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a node does about a model.
 *
 * @param version the version that answers, or null if none does
 * @param rollout the rollout that the node is occupied with
 * @param phase how far it got, in the words of docs/protocol.md
 * @param sinceMillis since when, by the node's own clock
 * @param reason a sentence for people
 */
public record ModelStatus(
    @Nullable String version, Digest rollout, String phase, long sinceMillis, String reason) {}
