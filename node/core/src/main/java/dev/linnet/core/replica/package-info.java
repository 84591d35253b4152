/**
 * What a node holds: signed facts that merge like a join-semilattice, whatever the order they came
 * in. Entry point: {@link Replica}. Knows nothing of peers, of sending or of what to do.
 */
@NullMarked
package dev.linnet.core.replica;

import org.jspecify.annotations.NullMarked;
