package dev.linnet.daemon.command;

import picocli.CommandLine.Command;

@Command(name = "predict")
final class PredictCommand {
  PredictCommand() {}
}
