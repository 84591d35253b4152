/**
 * Chooses which chunk to fetch from which source next. Entry point: {@link Swarm}. Pure: knows
 * nothing of gRPC, RocksDB, threads or clocks.
 */
@NullMarked
package dev.linnet.core.swarm;

import org.jspecify.annotations.NullMarked;
