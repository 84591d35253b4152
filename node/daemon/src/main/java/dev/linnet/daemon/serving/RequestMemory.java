package dev.linnet.daemon.serving;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests under way may take of Java's heap, all together and whichever port they came by:
 * their bytes as they came, what is decoded from these, and their answers. Each takes it before it
 * allocates, and is refused if there is no more, since a heap that is used up ends the daemon.
 */
public final class RequestMemory {
  private static final int SHARE_OF_HEAP = 4;
  private static final long MOST_OF_ONE = 64L << 20;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * An amount to be shared.
   *
   * @param most bytes
   */
  public RequestMemory(long most) {
    this.most = most;
  }

  /** For what comes by no port. */
  public static RequestMemory unbounded() {
    return new RequestMemory(Long.MAX_VALUE);
  }

  /** The part of this process's heap that is for requests. */
  static long ofHeap() {
    return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
  }

  /** The most bytes that one request may come as: half of all, and no more than 64 MiB. */
  public int mostOfOne() {
    return (int) Math.min(MOST_OF_ONE, most / 2);
  }

  public long takenBytes() {
    return taken.get();
  }

  /** Nothing at first, for one request. */
  public Held hold() {
    return new Held();
  }

  /** What one request holds until all who work on it have closed it. */
  public final class Held implements AutoCloseable {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger users = new AtomicInteger(1);

    private Held() {}

    /**
     * Takes more.
     *
     * @throws InferenceException TOO_LARGE if one request never gets so much, EXHAUSTED if others
     *     have it now; nothing more is taken then
     */
    public void take(long more) {
      if (more > most - bytes.get()) {
        throw new InferenceException(
            Status.TOO_LARGE, "the request and its answer take more than " + most + " bytes");
      }
      if (taken.addAndGet(more) > most) {
        taken.addAndGet(-more);
        throw new InferenceException(
            Status.EXHAUSTED,
            "too busy: requests under way have taken the "
                + most
                + " bytes that there are for them, try again later");
      }
      bytes.addAndGet(more);
    }

    public void giveBack(long less) {
      bytes.addAndGet(-less);
      taken.addAndGet(-less);
    }

    /** One more works on the request, and closes this too. */
    public Held keep() {
      users.incrementAndGet();
      return this;
    }

    @Override
    public void close() {
      if (users.decrementAndGet() == 0) {
        taken.addAndGet(-bytes.getAndSet(0));
      }
    }
  }
}
