package dev.linnet.core;

import dev.linnet.core.mesh.Peer;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.Fact;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.swarm.Source;
import dev.linnet.core.trust.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a node asked of its shell. */
final class RecordedEffects implements Effects {
  /** A message and whom it went to. */
  record Sent(String to, Message message) {}

  final List<Sent> sent = new ArrayList<>();
  final SortedMap<String, Fact> facts = new TreeMap<>();
  final Set<String> persisted = facts.keySet();
  final Map<String, String> remembered = new TreeMap<>();
  final List<Manifest> served = new ArrayList<>();
  final List<Manifest> tried = new ArrayList<>();
  final List<Manifest> located = new ArrayList<>();
  final List<Manifest> shadowed = new ArrayList<>();
  final List<ModelName> shadowsEnded = new ArrayList<>();
  final List<Manifest> witnessed = new ArrayList<>();
  final List<ModelName> witnessesEnded = new ArrayList<>();
  final List<Notice> told = new ArrayList<>();
  final List<Optional<Canary>> canaries = new ArrayList<>();
  final List<Optional<Manifest>> comparedWith = new ArrayList<>();
  private final Map<String, Long> nonces = new TreeMap<>();

  /** The jurors who were asked for their word. */
  SortedSet<String> asked() {
    return new TreeSet<>(nonces.keySet());
  }

  long nonceFor(String juror) {
    return Objects.requireNonNull(nonces.get(juror), juror);
  }

  @Override
  public void send(Peer to, Message message) {
    sent.add(new Sent(to.node().value(), message));
    if (message instanceof Message.PulseAsked asked) {
      nonces.put(to.node().value(), asked.nonce());
    }
  }

  @Override
  public void persist(String key, Fact fact) {
    facts.put(key, fact);
  }

  @Override
  public void forget(String key) {
    facts.remove(key);
  }

  @Override
  public void remember(String key, String json) {
    remembered.put(key, json);
  }

  @Override
  public void storeManifest(Digest digest, String json) {}

  @Override
  public void dropManifest(Digest digest) {}

  @Override
  public void locateChunks(Manifest manifest) {
    located.add(manifest);
  }

  @Override
  public void fetchChunk(Manifest manifest, int chunkIndex, Source source) {}

  @Override
  public void tryModel(Manifest manifest) {
    tried.add(manifest);
  }

  @Override
  public void shadow(Manifest manifest, Share share) {
    shadowed.add(manifest);
  }

  @Override
  public void endShadow(ModelName model) {
    shadowsEnded.add(model);
  }

  @Override
  public void witness(Manifest head) {
    witnessed.add(head);
  }

  @Override
  public void endWitness(ModelName model) {
    witnessesEnded.add(model);
  }

  @Override
  public void serve(
      Manifest manifest, @Nullable Manifest compareWith, @Nullable Canary canary, Lease lease) {
    served.add(manifest);
    canaries.add(Optional.ofNullable(canary));
    comparedWith.add(Optional.ofNullable(compareWith));
  }

  @Override
  public void stopServing(ModelName model) {}

  @Override
  public void tell(Notice notice) {
    told.add(notice);
  }

  @Override
  public void reply(long requestId, @Nullable String refusal) {}
}
