package dev.linnet.daemon.command;

import dev.linnet.core.model.ChunkRef;
import java.nio.ByteBuffer;
import java.util.List;

/** A model on this machine, cut into chunks, ready to be sent. */
interface PackedModel extends AutoCloseable {
  String name();

  String version();

  /** The manifest's very bytes. */
  byte[] manifestJson();

  /** All chunks, in the manifest's order; equal ones may be there more than once. */
  List<ChunkRef> chunks();

  /** The content of {@code chunks().get(index)}. */
  ByteBuffer read(int index);

  @Override
  void close();
}
