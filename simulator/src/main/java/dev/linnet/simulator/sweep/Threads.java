package dev.linnet.simulator.sweep;

import dev.linnet.simulator.study.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** In this process, with so many threads. */
public record Threads(int count) implements Engine {
  @Override
  public String name() {
    return "threads";
  }

  @Override
  public boolean run(Work work, Runs into, BooleanSupplier stop) {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    work.tasks().forEach(task -> tasks.add(() -> task.run(work.study(), into, stop)));
    return Parallel.all(tasks, count).stream().allMatch(done -> done);
  }
}
