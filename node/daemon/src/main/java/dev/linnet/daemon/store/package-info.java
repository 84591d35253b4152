/**
 * What is durable: facts, the node's memory, manifests and chunks in RocksDB, and models laid out
 * as files. Entry point: {@link dev.linnet.daemon.store.Store}. Knows nothing of what facts mean,
 * of peers, or of when a model is wanted.
 */
@NullMarked
package dev.linnet.daemon.store;

import org.jspecify.annotations.NullMarked;
