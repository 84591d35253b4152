package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet mesh}. */
@Command(
    name = "mesh",
    description = "The mesh: its authority, its nodes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MeshInit.class, MeshEnroll.class, MeshMembers.class})
final class MeshCommand {
  MeshCommand() {}
}
