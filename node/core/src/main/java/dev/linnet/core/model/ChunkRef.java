package dev.linnet.core.model;

import dev.linnet.core.trust.Digest;

/** A chunk as a manifest names it: its content's digest and length. */
public record ChunkRef(Digest digest, int sizeBytes) {}
