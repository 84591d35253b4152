package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet node token}. */
@Command(
    name = "token",
    description = "API tokens: each lets its bearer call this node's API in one role.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {NodeTokenCreate.class, NodeTokenLs.class, NodeTokenRm.class})
final class NodeToken {
  NodeToken() {}
}
