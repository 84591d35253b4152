package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet mesh token}. */
@Command(
    name = "token",
    description = "Join tokens: each lets one device into the mesh by itself, once.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MeshTokenCreate.class, MeshTokenLs.class, MeshTokenRm.class})
final class MeshToken {
  MeshToken() {}
}
