/**
 * What is announced, who judges it, and what a node should do about it. Entry point: {@link
 * Decide}, a pure function of the facts. Knows nothing of how facts travel or of how models run.
 */
@NullMarked
package dev.linnet.core.rollout;

import org.jspecify.annotations.NullMarked;
