/**
 * From observations to a vote. Entry point: {@link Judge}. Knows nothing of rollouts beyond the
 * gates it is given.
 */
@NullMarked
package dev.linnet.core.health;

import org.jspecify.annotations.NullMarked;
