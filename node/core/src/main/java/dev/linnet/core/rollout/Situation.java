package dev.linnet.core.rollout;

import dev.linnet.core.mesh.Self;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.SortedMap;

/**
 * Where a node stands when it decides about a model; with the facts, all that {@link Decide} may
 * look at.
 *
 * @param misfits why the version of a rollout does not fit this node; no entry if it fits
 * @param leftBehind rollouts that the mesh forgot while this node could not leave them, in the
 *     order of {@link Rollout#HEAD_FIRST}, all below those of the mesh
 * @param news what it lately heard of the jurors
 * @param wallMillis this node's own clock; serves for windows and expiry alone
 */
public record Situation(
    Self self,
    Memory memory,
    SortedMap<Digest, String> misfits,
    List<Rollout> leftBehind,
    News news,
    long wallMillis) {}
