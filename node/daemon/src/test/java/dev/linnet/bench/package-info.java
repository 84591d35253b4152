/**
 * Measurements that a person runs with {@code scripts/bench}. Entry point: {@link
 * dev.linnet.bench.NodeBench}. Each measures a peer in the same run, or its numbers would say
 * nothing about other machines.
 */
@NullMarked
package dev.linnet.bench;

import org.jspecify.annotations.NullMarked;
