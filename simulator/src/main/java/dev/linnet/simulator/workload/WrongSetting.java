package dev.linnet.simulator.workload;

/** A setting that a workload refuses, in words for a person. */
public final class WrongSetting extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String problem;

  WrongSetting(String setting, String problem) {
    super(setting + ": " + problem);
    this.setting = setting;
    this.problem = problem;
  }

  /** The name that was given. */
  public String setting() {
    return setting;
  }

  /** What is wrong with it, where its name is said already. */
  public String problem() {
    return problem;
  }
}
