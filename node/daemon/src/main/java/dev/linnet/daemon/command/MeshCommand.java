package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet mesh}. */
@Command(
    name = "mesh",
    description = "The mesh: its authority, its nodes, whose word counts.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      MeshInit.class,
      MeshEnroll.class,
      MeshSign.class,
      MeshToken.class,
      MeshServeJoin.class,
      MeshMembers.class,
      MeshRegions.class,
      MeshDoctor.class,
      MeshExport.class,
      MeshTrust.class,
      MeshRevoke.class,
      MeshRotate.class,
      MeshCosign.class,
      MeshPublicKey.class,
      MeshProtect.class
    })
final class MeshCommand {
  MeshCommand() {}
}
