/**
 * The node owner's own word on a version: a command or an address that is asked while it serves.
 * Entry point: {@link dev.linnet.daemon.probe.Prober}. Knows nothing of models, rollouts and votes.
 */
@NullMarked
package dev.linnet.daemon.probe;

import org.jspecify.annotations.NullMarked;
