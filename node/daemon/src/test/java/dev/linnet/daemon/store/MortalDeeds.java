package dev.linnet.daemon.store;

import dev.linnet.core.Effects;
import dev.linnet.core.Event;
import dev.linnet.core.Lease;
import dev.linnet.core.Message;
import dev.linnet.core.Notice;
import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.ChunkRef;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ManifestJson;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Vote;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.transfer.ChunkBytes;
import dev.linnet.daemon.transport.WireCodec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Mortal}'s node asks for, done with the real store in the order that the daemon
 * keeps: all that is to be durable in one commit, then everything else. Each line is one write to
 * standard output, so what was said before a death can be read after it:
 *
 * <pre>
 * +fact KEY DIGEST   -fact KEY   +memory KEY DIGEST   +manifest DIGEST   -manifest DIGEST
 * vote ROLLOUT WAVE SEQUENCE BALLOT DIGEST    (of the fact above)
 * committing  committed                       (all since the last one)
 * put DIGEST  stored DIGEST                   (a chunk)
 * order MANIFEST  serving MANIFEST            (laid out and hashed in between)
 * collecting  collected
 * </pre>
 */
final class MortalDeeds implements Effects {
  private static final int CHUNKS = 6;
  private static final int CHUNK_BYTES = 40_000;
  private static final int FAILS_EACH = 4;
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private final Store store;
  private final Consumer<Event> post;
  private final ExecutorService disk = Executors.newFixedThreadPool(4);
  private final ExecutorService models = Executors.newSingleThreadExecutor();
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<Runnable> afterwards = new ArrayList<>();
  private Changes changes = new Changes();

  MortalDeeds(Store store, Consumer<Event> post) {
    this.store = store;
    this.post = post;
  }

  /** One line, whole, to whoever reads what becomes of this process. */
  static void say(String line) {
    synchronized (OUT) {
      try {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Says all that the store holds, every byte of it looked at. */
  static void sayAll(Store store) {
    store.facts().forEach((key, value) -> say("fact " + key + " " + Digest.of(value).hex()));
    store
        .memory()
        .forEach((key, json) -> say("memory " + key + " " + Digest.of(bytes(json)).hex()));
    new TreeMap<>(store.manifests())
        .forEach(
            (digest, json) -> {
              say("manifest " + digest.hex());
              for (ChunkRef chunk : ManifestJson.parse(digest, json).chunks()) {
                boolean here = store.readChunk(chunk.digest()) != null;
                say((here ? "chunk " : "absent ") + chunk.digest().hex());
              }
            });
    say("told");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A version's manifest; its chunks are {@link #chunk}s of the same number. */
  static Manifest manifest(long version) {
    Manifest m = Models.model(version, CHUNKS, CHUNK_BYTES).manifest();
    return ManifestJson.named(
        new Manifest(
            Digest.of(),
            m.name(),
            Long.toString(version),
            "http://127.0.0.1:1",
            m.modelPath(),
            m.files(),
            m.inputs(),
            m.outputs(),
            m.opset(),
            m.irVersion(),
            m.minMemoryBytes(),
            m.goldenRelative(),
            m.goldenAbsolute()));
  }

  private static byte[] chunk(Manifest manifest, int index) {
    Digest digest = manifest.chunks().get(index).digest();
    long version = Long.parseLong(manifest.version());
    return Models.model(version, CHUNKS, CHUNK_BYTES).bytes(digest);
  }

  /** Whether nothing is under way that ends with an event. */
  boolean idle() {
    return underWay.get() == 0;
  }

  /** As {@code Outbox.flush}. */
  void carryOut() {
    if (!changes.isEmpty()) {
      say("committing");
      store.commit(changes);
      say("committed");
      changes = new Changes();
    }
    List<Runnable> now = List.copyOf(afterwards);
    afterwards.clear();
    now.forEach(Runnable::run);
  }

  private void on(ExecutorService thread, Runnable work) {
    underWay.incrementAndGet();
    thread.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            say("failed " + e);
          } finally {
            underWay.decrementAndGet();
          }
        });
  }

  void collect() {
    on(
        disk,
        () -> {
          say("collecting");
          store.collectGarbage();
          say("collected");
        });
  }

  @Override
  public void persist(String key, Fact fact) {
    byte[] bytes = WireCodec.encodeFact(fact);
    changes.putFact(key, bytes);
    say("+fact " + key + " " + Digest.of(bytes).hex());
    if (fact instanceof Fact.ByNode said
        && said.statement().statement().payloadType().equals(Vote.PAYLOAD_TYPE)) {
      Vote vote = Vote.parse(said.statement().statement().payload());
      say(
          "vote %s %d %d %s %s"
              .formatted(
                  vote.rollout().hex(),
                  vote.wave(),
                  vote.sequence(),
                  vote.ballot(),
                  Digest.of(vote.toPayload().toArray()).hex()));
    }
  }

  @Override
  public void forget(String key) {
    changes.deleteFact(key);
    say("-fact " + key);
  }

  @Override
  public void remember(String key, String json) {
    changes.putMemory(key, json);
    say("+memory " + key + " " + Digest.of(bytes(json)).hex());
  }

  @Override
  public void storeManifest(Digest digest, String json) {
    changes.putManifest(digest, json);
    say("+manifest " + digest.hex());
  }

  @Override
  public void dropManifest(Digest digest) {
    changes.dropManifest(digest);
    say("-manifest " + digest.hex());
  }

  @Override
  public void locateChunks(Manifest manifest) {
    afterwards.add(
        () ->
            on(
                disk,
                () ->
                    post.accept(
                        new Event.ChunksLocated(manifest.digest(), store.locate(manifest)))));
  }

  @Override
  public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {
    Digest digest = manifest.chunks().get(chunkIndex).digest();
    afterwards.add(
        () ->
            on(
                disk,
                () -> {
                  say("put " + digest.hex());
                  store.putChunk(digest, ChunkBytes.of(chunk(manifest, chunkIndex)));
                  say("stored " + digest.hex());
                  post.accept(new Event.ChunkStored(digest, source));
                }));
  }

  @Override
  public void tryModel(Manifest manifest) {
    boolean passes = Long.parseLong(manifest.version()) % FAILS_EACH != 0;
    afterwards.add(
        () ->
            on(
                models,
                () -> {
                  var unused = store.materialise(manifest);
                  post.accept(
                      new Event.TrialFinished(manifest.digest(), passes, "one in four fails"));
                }));
  }

  @Override
  public void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    afterwards.add(
        () ->
            on(
                models,
                () -> {
                  say("order " + manifest.digest().hex());
                  var unused = store.materialise(manifest);
                  say("serving " + manifest.digest().hex());
                  post.accept(new Event.ServingStarted(manifest.name(), manifest.digest()));
                }));
  }

  @Override
  public void stopServing(ModelName model) {
    say("stopped");
  }

  @Override
  public void shadow(Manifest manifest, Share share) {
    throw new IllegalStateException("no plan here asks for a shadow");
  }

  @Override
  public void endShadow(ModelName model) {}

  @Override
  public void witness(Manifest head) {}

  @Override
  public void endWitness(ModelName model) {}

  @Override
  public void send(Peer to, Message message) {}

  @Override
  public void tell(Notice notice) {
    if (notice.kind().equals("JUROR_EQUIVOCATED")) {
      say("failed " + notice.sentence());
    }
  }

  @Override
  public void reply(long requestId, @Nullable String refusal) {
    if (refusal != null) {
      say("failed " + refusal);
    }
  }
}
