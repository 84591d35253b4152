package dev.linnet.daemon;

import dev.linnet.daemon.config.NodeConfig;

/** The running node. */
public final class Daemon {
  private Daemon() {}

  /** Runs a node until it is told to stop, and returns the exit code. */
  public static int run(NodeConfig config) {
    throw new UserError(UserError.FAILED, "node " + config.node() + ": this build has no daemon");
  }
}
