package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

/** {@code linnet rollout}. */
@Command(
    name = "rollout",
    description = "Rollouts: plan, announce, watch, explain, steer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RolloutInit.class,
      RolloutSchema.class,
      RolloutPlan.class,
      RolloutAnnounce.class,
      RolloutLs.class,
      RolloutStatus.class,
      RolloutExplain.class,
      RolloutControl.Pause.class,
      RolloutControl.Resume.class,
      RolloutControl.Abort.class,
      RolloutControl.Promote.class
    })
final class RolloutCommand {
  RolloutCommand() {}
}
