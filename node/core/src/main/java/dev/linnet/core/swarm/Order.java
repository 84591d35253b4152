package dev.linnet.core.swarm;

import dev.linnet.core.model.Manifest;

/** One chunk to fetch from one source now; {@code chunkIndex} is its place in the manifest. */
public record Order(Manifest manifest, int chunkIndex, Source source) {}
