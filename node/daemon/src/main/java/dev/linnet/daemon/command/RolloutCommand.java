package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet rollout}. */
@Command(
    name = "rollout",
    description = "Rollouts: announce, watch, steer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RolloutAnnounce.class,
      RolloutLs.class,
      RolloutStatus.class,
      RolloutControl.Pause.class,
      RolloutControl.Resume.class,
      RolloutControl.Abort.class,
      RolloutControl.Promote.class
    })
final class RolloutCommand {
  RolloutCommand() {}
}
