package dev.linnet.core.rollout;

import dev.linnet.core.rollout.Rollout.Place;
import java.time.Duration;
import java.util.OptionalLong;

/** News of so many jurors of every place; three hours old where that is too few. */
record TestNews(int jurors) implements News {
  static News of(int jurors) {
    return new TestNews(jurors);
  }

  @Override
  public int freshJurors(Rollout rollout, Place place) {
    return jurors;
  }

  @Override
  public long leftNanos(Rollout rollout, Place place, int needed) {
    return needed <= jurors ? Duration.ofMinutes(1).toNanos() : -1;
  }

  @Override
  public OptionalLong silentNanos(Rollout rollout, Place place) {
    return OptionalLong.of(Duration.ofHours(3).toNanos());
  }

  @Override
  public boolean caughtUp(Rollout rollout) {
    return true;
  }
}
