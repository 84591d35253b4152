/**
 * Chunks from an HTTP(S) server that lays a model's files out by their paths. Entry point: {@link
 * dev.linnet.daemon.origin.OriginClient}. Checks no digests: the store does.
 */
@NullMarked
package dev.linnet.daemon.origin;

import org.jspecify.annotations.NullMarked;
