/**
 * Real daemons on hosts of their own, faults drawn from a seed, live traffic and rollouts all the
 * while, and what must hold looked at from outside. Entry point: {@link dev.linnet.soak.Soak};
 * deaths of the store alone: {@link dev.linnet.soak.kills.Kills}. Knows nodes by their command,
 * their files and their ports.
 */
@NullMarked
package dev.linnet.soak;

import org.jspecify.annotations.NullMarked;
