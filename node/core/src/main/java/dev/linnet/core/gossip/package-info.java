/**
 * How facts travel: fresh ones at once to a few, all others by comparing replicas now and then.
 * Entry point: {@link Gossip}. Knows nothing of what the facts mean.
 */
@NullMarked
package dev.linnet.core.gossip;

import org.jspecify.annotations.NullMarked;
