package dev.linnet.daemon.serving;

import dev.linnet.daemon.serving.InferenceException.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests to one model together. Whoever comes first leads: waits for others, then for a
 * turn, and runs the model once for all who came meanwhile. Only requests that fit the model join,
 * and if the run fails each is run alone, so that nobody pays for another's request.
 */
final class Batcher {
  /** What must be equal for requests to be run together; a shape without its rows. */
  private record Kind(Version version, List<String> outputs, List<Part> inputs) {
    record Part(String name, Datatype datatype, List<Long> rest) {}

    static Kind of(Version version, InferenceRequest request) {
      List<Part> parts = new ArrayList<>();
      for (Tensor tensor : request.inputs()) {
        parts.add(
            new Part(
                tensor.name(),
                tensor.datatype(),
                tensor.shape().subList(1, tensor.shape().size())));
      }
      return new Kind(version, request.outputs(), List.copyOf(parts));
    }
  }

  private record Member(
      InferenceRequest request, UnderWay underWay, int rows, CompletableFuture<Run> answer) {
    Member(InferenceRequest request, UnderWay underWay) {
      this(request, underWay, Rows.of(request.inputs()), new CompletableFuture<>());
    }
  }

  private static final class Batch {
    private final List<Member> members = new ArrayList<>();
    private final CountDownLatch full = new CountDownLatch(1);
    private int rows;
  }

  private final Batching batching;
  private final Admission admission;
  private final int maxJoined;
  private final IntConsumer sizes;
  private final Map<Kind, Batch> open = new HashMap<>();
  private int joined;

  /**
   * A batcher.
   *
   * @param maxJoined requests that wait in batches of others at most
   * @param sizes told how many rows each run had
   */
  Batcher(Batching batching, Admission admission, int maxJoined, IntConsumer sizes) {
    this.batching = batching;
    this.admission = admission;
    this.maxJoined = maxJoined;
    this.sizes = sizes;
  }

  /** Whether the request can be run with others of its kind. */
  boolean takes(Version version, InferenceRequest request) {
    if (!Rows.suit(version.inputs(), version.outputs())) {
      return false;
    }
    InputCheck.check(version.inputs(), request.inputs());
    int rows = Rows.of(request.inputs());
    return rows > 0 && rows < batching.maxBatch();
  }

  /**
   * Answers a request that {@link #takes} accepted, alone or with others.
   *
   * @throws InferenceException as running it alone would; EXHAUSTED also if too many wait
   */
  Run run(Version version, InferenceRequest request, UnderWay underWay) {
    Kind kind = Kind.of(version, request);
    Member member = new Member(request, underWay);
    Batch led = join(kind, member);
    if (led != null) {
      lead(kind, led, underWay.sinceNanos());
    }
    try {
      return member.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof InferenceException refused ? refused : e;
    } finally {
      if (led == null) {
        left();
      }
    }
  }

  /** The batch that the caller must lead; null if another leads the one it joined. */
  private synchronized @Nullable Batch join(Kind kind, Member member) {
    Batch batch = open.get(kind);
    if (batch != null && batch.rows + member.rows() <= batching.maxBatch()) {
      if (joined == maxJoined) {
        throw new InferenceException(
            Status.EXHAUSTED, "too busy: " + joined + " wait in batches, try again later");
      }
      joined++;
      add(batch, member);
      return null;
    }
    Batch fresh = new Batch();
    add(fresh, member);
    open.put(kind, fresh);
    return fresh;
  }

  private void add(Batch batch, Member member) {
    batch.members.add(member);
    batch.rows += member.rows();
    if (batch.rows >= batching.maxBatch()) {
      batch.full.countDown();
    }
  }

  private synchronized void left() {
    joined--;
  }

  /** Whatever happens to the leader, nobody waits for it in vain. */
  private void lead(Kind kind, Batch batch, long sinceNanos) {
    try {
      batch.full.await(batching.maxDelay().toNanos(), TimeUnit.NANOSECONDS);
      try (Admission.Turn turn = admission.enter(sinceNanos)) {
        run(kind, close(kind, batch));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(close(kind, batch), new InferenceException(Status.NOT_READY, "the server is closing"));
    } catch (OutOfMemoryError e) {
      fail(close(kind, batch), InferenceException.noMemory(e));
    } catch (Throwable e) {
      fail(close(kind, batch), e);
    }
  }

  private synchronized List<Member> close(Kind kind, Batch batch) {
    open.remove(kind, batch);
    return List.copyOf(batch.members);
  }

  private void run(Kind kind, List<Member> members) {
    if (members.size() > 1 && runTogether(kind, members)) {
      return;
    }
    for (Member member : members) {
      try {
        Run run =
            Run.of(
                kind.version(),
                member.request().inputs(),
                kind.outputs(),
                member.underWay().memory()::take);
        sizes.accept(member.rows());
        member.answer().complete(run);
      } catch (RuntimeException e) {
        member.answer().completeExceptionally(e);
      }
    }
  }

  /** False if it failed, or if what came is not as many rows as went in. */
  private boolean runTogether(Kind kind, List<Member> members) {
    int rows = members.stream().mapToInt(Member::rows).sum();
    Run run;
    try {
      run = Run.of(kind.version(), joined(members), kind.outputs(), bytes -> take(members, bytes));
    } catch (RuntimeException e) {
      return false;
    }
    if (run.answers().stream()
        .anyMatch(answer -> answer.shape().isEmpty() || answer.shape().get(0) != rows)) {
      return false;
    }
    sizes.accept(rows);
    int from = 0;
    for (Member member : members) {
      member
          .answer()
          .complete(
              new Run(
                  Rows.slice(run.answers(), from, member.rows()),
                  run.startNanos(),
                  run.tookNanos()));
      from += member.rows();
    }
    return true;
  }

  private static List<Tensor> joined(List<Member> members) {
    members.forEach(member -> member.underWay().memory().take(member.request().sizeBytes()));
    return Rows.join(members.stream().map(member -> member.request().inputs()).toList());
  }

  /** Each takes its rows' part of what all of them get in one. */
  private static void take(List<Member> members, long bytes) {
    int rows = members.stream().mapToInt(Member::rows).sum();
    members.forEach(member -> member.underWay().memory().take(bytes * member.rows() / rows));
  }

  private static void fail(List<Member> members, Throwable e) {
    members.forEach(member -> member.answer().completeExceptionally(e));
  }
}
