package dev.linnet.daemon;

import dev.linnet.daemon.config.NodeConfig;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transport.MeshTransport.ChunkReader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A daemon, enrolled and well behaved, that flips a bit in each fiftieth chunk it gives away. */
public final class HostileDaemon {
  private static final int EACH = 50;

  private HostileDaemon() {}

  /** Takes the arguments of {@code linnet}: {@code node run -c FILE}. */
  public static void main(String[] arguments) {
    NodeConfig config = NodeConfig.load(Path.of(arguments[3]));
    System.exit(Daemon.run(config, HostileDaemon::flipping));
  }

  private static ChunkReader flipping(ChunkReader honest) {
    AtomicLong given = new AtomicLong();
    return digest -> {
      ChunkBytes bytes = honest.read(digest);
      if (bytes != null && given.incrementAndGet() % EACH == 1) {
        bytes.array()[bytes.size() / 2] ^= 1;
      }
      return bytes;
    };
  }
}
