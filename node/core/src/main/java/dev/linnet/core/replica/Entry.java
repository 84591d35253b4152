package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Endorsement;
import dev.linnet.core.trust.Enrolment;
import dev.linnet.core.trust.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked fact in its place. Places are joined one by one: of two facts for one place the one
 * with the higher {@code rank} stays, of equal ranks the one whose content has the lower digest;
 * which is associative, commutative and idempotent.
 *
 * @param key the place, as a path such as {@code rollout/ID/verdict/0/eu}
 * @param content the digest of what the fact says, whoever carried it
 * @param payload what the fact says, parsed
 * @param node who made it, if a node did
 * @param operators who made it, if operators did
 * @param stands whether those who made it are enough without the revoked ones
 * @param keyHash the place, hashed, by which replicas compare what they hold
 * @param stateHash the place and the content, hashed
 */
record Entry(
    String key,
    Scope scope,
    long rank,
    Digest content,
    Fact fact,
    Object payload,
    @Nullable NodeName node,
    @Nullable RegionName region,
    SortedSet<String> operators,
    boolean stands,
    long keyHash,
    long stateHash) {

  /** How far a fact spreads. */
  enum Scope {
    GLOBAL,
    REGIONAL
  }

  static Entry of(
      String key,
      Scope scope,
      long rank,
      Digest content,
      Fact fact,
      Object payload,
      @Nullable NodeName node,
      @Nullable RegionName region,
      SortedSet<String> operators) {
    long keyHash = hash(key);
    long stateHash = mix(keyHash ^ content.head());
    return new Entry(
        key, scope, rank, content, fact, payload, node, region, operators, true, keyHash,
        stateHash);
  }

  /**
   * What operators signed, with their signatures alone: what else was in the envelope is not passed
   * on. Replicas that hold it with different signatures differ, so that these come together: which
   * of the signers is revoked may matter later.
   */
  static Entry byOperators(String key, Fact.ByOperator fact, Endorsement by, Object payload) {
    Envelope envelope = by.envelope();
    StringBuilder signers = new StringBuilder();
    envelope.signatures().forEach(signature -> signers.append(signature.keyId()));
    long keyHash = hash(key);
    Digest content = envelope.id();
    return new Entry(
        key,
        Scope.GLOBAL,
        0,
        content,
        envelope.equals(fact.envelope()) ? fact : new Fact.ByOperator(envelope),
        payload,
        null,
        null,
        by.operators(),
        by.stands(),
        keyHash,
        mix(keyHash ^ content.head() ^ hash(signers.toString())));
  }

  static Entry byNode(
      String key, Scope scope, long rank, Fact.ByNode fact, Object payload, Enrolment by) {
    Digest content = fact.statement().statement().id();
    return of(key, scope, rank, content, fact, payload, by.node(), by.region(), new TreeSet<>());
  }

  /**
   * The same around an equal copy of the fact: a replica passes on the very object that it was
   * given, by which whoever watches many of them tells who made it.
   */
  Entry holding(Fact equal) {
    return equal == fact
        ? this
        : new Entry(
            key, scope, rank, content, equal, payload, node, region, operators, stands, keyHash,
            stateHash);
  }

  private static long hash(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).head();
  }

  /** The finalizer of SplitMix64: sums of its results do not tell what was summed. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The same said by more people, if this and {@code other} are copies with other signatures. */
  Optional<Fact> joinedWith(Entry other) {
    if (fact instanceof Fact.ByOperator mine
        && other.fact instanceof Fact.ByOperator theirs
        && content.equals(other.content)) {
      Envelope merged = theirs.envelope().merge(mine.envelope());
      if (merged.signatures().size() > theirs.envelope().signatures().size()) {
        return Optional.of(new Fact.ByOperator(merged));
      }
    }
    return Optional.empty();
  }

  boolean wins(Entry other) {
    return rank != other.rank ? rank > other.rank : content.compareTo(other.content) < 0;
  }
}
