package dev.linnet.core.replica;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Digest;
import dev.linnet.core.trust.Enrolment;
import java.nio.charset.StandardCharsets;
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
    long keyHash,
    long stateHash) {

  /** How far a fact spreads. */
  enum Scope {
    GLOBAL,
    /** A directory record: beyond its region only if its node is in the council. */
    COUNCIL,
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
        key, scope, rank, content, fact, payload, node, region, operators, keyHash, stateHash);
  }

  static Entry byOperators(
      String key, long rank, Fact.ByOperator fact, Object payload, SortedSet<String> operators) {
    return of(key, Scope.GLOBAL, rank, fact.envelope().id(), fact, payload, null, null, operators);
  }

  static Entry byNode(
      String key, Scope scope, long rank, Fact.ByNode fact, Object payload, Enrolment by) {
    Digest content = fact.statement().statement().id();
    return of(key, scope, rank, content, fact, payload, by.node(), by.region(), new TreeSet<>());
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

  boolean wins(Entry other) {
    return rank != other.rank ? rank > other.rank : content.compareTo(other.content) < 0;
  }
}
