package dev.linnet.core.rollout;

/**
 * How many votes decide, of {@code eligible} jurors (rule 2 of docs/protocol.md). Whoever can block
 * a promotion for good can roll back, so once all have voted there is exactly one verdict.
 *
 * @param promote HEALTHY votes that promote; more than {@code eligible} if {@code minJurors}
 *     forbids
 * @param rollback UNHEALTHY votes that roll back, at least 1
 */
public record Quorum(int eligible, int promote, int rollback) {

  /**
   * The quorum of a jury.
   *
   * @param jurors how many the announcement pinned
   * @param abstained how many of them said that the model does not fit them
   * @param share what share of the eligible promotes
   * @param minJurors the least number that promotes; a jury that is smaller is taken whole
   */
  public static Quorum of(int jurors, int abstained, Share share, int minJurors) {
    int eligible = jurors - abstained;
    int bySilenceAndShare = Math.max(1, share.ceilOf(eligible));
    int promote = Math.max(bySilenceAndShare, Math.min(minJurors, jurors));
    int rollback = Math.max(1, eligible - bySilenceAndShare + 1);
    return new Quorum(eligible, promote, rollback);
  }
}
