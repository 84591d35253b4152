package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.transfer.SlotLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the mesh port listens, and its bounds.
 *
 * @param bindHost the local host of the listening socket and of every outgoing connection
 * @param bindPort 0 for any free port
 * @param advertised where others reach this node; null for where it listens
 * @param maxQueuedFrames for each peer: what is waiting beyond this is dropped. More rides out
 *     longer stalls and costs memory; gossip makes up for what is lost
 * @param maxQueuedBytes the same bound in bytes of frames
 * @param maxPeers the most connections that are dialled at a time; a send beyond it is dropped
 * @param idleAfter a dialled connection that sent nothing for so long is closed
 * @param uploads how chunks are given to others
 */
public record MeshTransportConfig(
    String bindHost,
    int bindPort,
    @Nullable Address advertised,
    int maxQueuedFrames,
    int maxQueuedBytes,
    int maxPeers,
    Duration idleAfter,
    SlotLimits uploads) {
  private static final int UPLOADS = 8;

  /** 1,024 frames or 8 MiB for each of at most 1,024 peers, idle after 10 minutes, 8 uploads. */
  public static MeshTransportConfig of(Address bind, @Nullable Address advertised) {
    return of(bind.host(), bind.port(), advertised);
  }

  /** As {@link #of(Address, Address)}, where a port of 0 takes any free one. */
  public static MeshTransportConfig of(
      String bindHost, int bindPort, @Nullable Address advertised) {
    return new MeshTransportConfig(
        bindHost,
        bindPort,
        advertised,
        1024,
        8 * 1024 * 1024,
        1024,
        Duration.ofMinutes(10),
        SlotLimits.sending(UPLOADS, 0));
  }

  /** The same with other limits for what is given away. */
  public MeshTransportConfig withUploads(SlotLimits limits) {
    return new MeshTransportConfig(
        bindHost,
        bindPort,
        advertised,
        maxQueuedFrames,
        maxQueuedBytes,
        maxPeers,
        idleAfter,
        limits);
  }

  public MeshTransportConfig {
    if (bindHost.isBlank() || bindPort < 0 || bindPort > 65_535) {
      throw new IllegalArgumentException(
          "mesh.bind '" + bindHost + ":" + bindPort + "': expected HOST:PORT");
    }
    if (maxQueuedFrames < 1 || maxQueuedBytes < 1 || maxPeers < 1) {
      throw new IllegalArgumentException("mesh bounds: expected at least 1 each");
    }
  }
}
