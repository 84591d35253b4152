/**
 * Chooses which chunk to fetch from which source next: rarest first, own region first, and across
 * the wide area only by those whose turn it is. Entry point: {@link Swarm}. Pure: knows nothing of
 * gRPC, RocksDB, threads or clocks, and does not ask peers what they hold.
 */
@NullMarked
package dev.linnet.core.swarm;

import org.jspecify.annotations.NullMarked;
