package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.daemon.transfer.ChunkBytes;

/** A {@code Chunk} of the mesh port, its content in memory that is used again. */
record ChunkMessage(ByteString digest, ChunkBytes content) {}
