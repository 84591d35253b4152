package dev.linnet.core.rollout;

import dev.linnet.core.mesh.Self;
import dev.linnet.core.trust.Digest;
import java.util.SortedMap;

/**
 * Where a node stands when it decides about a model; with the facts, all that {@link Decide} may
 * look at.
 *
 * @param misfits why the version of a rollout does not fit this node; no entry if it fits
 * @param news what it lately heard of the jurors
 * @param wallMillis this node's own clock; serves for windows and expiry alone
 */
public record Situation(
    Self self, Memory memory, SortedMap<Digest, String> misfits, News news, long wallMillis) {}
