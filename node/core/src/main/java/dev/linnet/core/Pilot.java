package dev.linnet.core;

import dev.linnet.core.health.Assessment;
import dev.linnet.core.health.Evidence;
import dev.linnet.core.health.Judge;
import dev.linnet.core.health.Metric;
import dev.linnet.core.health.Observation;
import dev.linnet.core.health.Sketch;
import dev.linnet.core.mesh.Self;
import dev.linnet.core.model.Manifest;
import dev.linnet.core.model.ModelName;
import dev.linnet.core.replica.SignedPulse;
import dev.linnet.core.rollout.Announcement;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Decide;
import dev.linnet.core.rollout.Decision;
import dev.linnet.core.rollout.Decision.Cause;
import dev.linnet.core.rollout.Freshness;
import dev.linnet.core.rollout.Memory;
import dev.linnet.core.rollout.News;
import dev.linnet.core.rollout.Rollout;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Situation;
import dev.linnet.core.rollout.Testimony;
import dev.linnet.core.rollout.Vote.Ballot;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.trust.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings one model to where {@link Decide} wants it: fetch, trial, serve, judge. Holds no opinion
 * on rollouts of its own; it asks again after every event, so that a decision that changed midway
 * is simply the next one carried out.
 */
final class Pilot {
  /** What a pilot needs of the node around it. */
  interface Cockpit {
    /** Those that the mesh knows. */
    List<Rollout> rollouts(ModelName model);

    /** Those below them that this node alone still knows, since it may need them. */
    List<Rollout> leftBehind(ModelName model);

    /** Both of them, in this order. */
    List<Rollout> known(ModelName model);

    Optional<Manifest> manifest(Digest digest);

    SortedMap<Digest, String> misfits(List<Rollout> rollouts);

    /** Starts or goes on fetching; true once all chunks are in the store. */
    boolean fetched(Manifest manifest);

    /** Whether it is not known yet which of its chunks are here. */
    boolean isLocating(Manifest manifest);

    /** Starts or goes on asking peers for a manifest. */
    void askManifest(Digest manifest);

    void vote(Rollout rollout, Ballot ballot, String reason, Evidence evidence);

    /** The node remembers something else of a model now: its pilot is to step again. */
    void stirred(ModelName model);

    Effects effects();

    News news();

    long nowNanos();

    long wallMillis();
  }

  private final ModelName model;
  private final Self self;
  private final Cockpit cockpit;
  private Memory memory;
  private @Nullable Digest running;
  private @Nullable Rollout switchingTo;

  /** Whether what is switched to never served here before. */
  private boolean opening;

  /** Whose opening was told; while it may serve, to try again is no other one. */
  private @Nullable Digest toldOpening;

  private @Nullable Rollout trying;
  private @Nullable Shadowing shadowing;

  /** The rollout whose version came through its shadow last. */
  private @Nullable Digest shadowed;

  /** Who answers what a canary does not; null when the version answers all. */
  private @Nullable Rollout rest;

  /** Whether the last order to serve named a version to compare with. */
  private boolean compares;

  private long canaryNanos;
  private long canaryUntilNanos;

  /** What served here and is gone back to if the head is lost; looked for where the mesh forgot. */
  private @Nullable Digest fallback;

  private @Nullable Judging judging;

  /** What this node can tell of the version that it serves instead of the head. */
  private @Nullable Witness witness;

  private Decision decision = new Decision(null, List.of());

  Pilot(ModelName model, Self self, Memory memory, Cockpit cockpit) {
    this.model = model;
    this.self = self;
    this.memory = memory;
    this.cockpit = cockpit;
  }

  static String memoryKey(ModelName model) {
    return "model/" + model;
  }

  Memory memory() {
    return memory;
  }

  /** What was last decided. */
  Decision decision() {
    return decision;
  }

  /** Whether nothing but the lack of fresh news keeps the head from opening. */
  boolean waitsForNews() {
    return !decision.reasons().isEmpty() && decision.reasons().get(0).cause() == Cause.STALE;
  }

  /** The rollout whose version answers now; null if none does. */
  @Nullable Digest running() {
    return running;
  }

  /** Whether the node still needs a rollout: it rests on it, or would go back to it. */
  boolean needs(Digest rollout) {
    return restsOn(rollout)
        || rollout.equals(fallback)
        || cockpit.known(model).stream()
            .filter(other -> restsOn(other.id()))
            .anyMatch(other -> rollout.equals(other.announcement().returnTo()));
  }

  /** Whether the node serves a rollout's version, tries it, or would after a restart. */
  private boolean restsOn(Digest rollout) {
    return rollout.equals(running)
        || rollout.equals(memory.active())
        || isOrdered(rollout, switchingTo)
        || isOrdered(rollout, trying)
        || (shadowing != null && shadowing.isOf(rollout))
        || isOrdered(rollout, rest);
  }

  /** Looks at the facts again and does what is to be done next. */
  void step() {
    List<Rollout> rollouts = cockpit.rollouts(model);
    List<Rollout> leftBehind = cockpit.leftBehind(model);
    List<Rollout> known = cockpit.known(model);
    SortedMap<Digest, String> misfits = cockpit.misfits(known);
    Situation situation =
        new Situation(self, memory, misfits, leftBehind, cockpit.news(), cockpit.wallMillis());
    Predicate<Rollout> mayServe = rollout -> Decide.mayServe(rollout, rollouts, situation);
    fallback = leftBehind.isEmpty() ? null : fallback(known, mayServe);
    decision = Decide.decide(rollouts, situation);
    if (toldOpening != null && find(toldOpening, known).filter(mayServe).isEmpty()) {
      toldOpening = null;
    }
    if (shadowing != null && !shadowing.isOf(decision.target())) {
      shadowing = null;
      cockpit.effects().endShadow(model);
    }
    if (!rollouts.isEmpty()) {
      Rollout head = rollouts.get(0);
      if (cockpit.manifest(head.announcement().manifest()).isEmpty()) {
        cockpit.askManifest(head.announcement().manifest());
      }
      String misfit = misfits.get(head.id());
      if (misfit != null) {
        cockpit.vote(head, Ballot.INELIGIBLE, misfit, Evidence.NONE);
      }
    }
    Digest target = decision.target();
    if (target == null) {
      land();
    } else {
      find(target, known).ifPresent(rollout -> approach(rollout, known, mayServe));
      bridge(target, known, mayServe);
    }
    bearWitness(rollouts, known);
  }

  /**
   * While the target is fetched and tried, another version that may serve here does: in place of
   * one that this node must leave, which stops at once even if there is no other; after a restart,
   * when nothing answers yet; and at a newcomer.
   */
  private void bridge(Digest target, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    if (switchingTo != null) {
      return;
    }
    if (target.equals(running)) {
      prepareWayBack(target, rollouts, mayServe);
      return;
    }
    Optional<Rollout> current = find(running, rollouts);
    boolean leaves = current.filter(mayServe.negate()).isPresent();
    if (running != null && !leaves) {
      return;
    }
    List<Rollout> others =
        rollouts.stream().filter(rollout -> !rollout.id().equals(target)).filter(mayServe).toList();
    others.stream()
        .filter(this::isAtHand)
        .findFirst()
        .or(() -> others.stream().findFirst())
        .ifPresent(rollout -> approach(rollout, rollouts, mayServe));
    if (leaves && switchingTo == null) {
      land();
    }
  }

  /**
   * Until every region promoted a version it may be taken back at any moment, also where the own
   * one did: what is proven below it is fetched and tried meanwhile, if this node opened without
   * it, as a newcomer or since it lost its disk.
   */
  private void prepareWayBack(Digest target, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    if (find(target, rollouts).filter(Rollout::finished).isEmpty()) {
      rollouts.stream()
          .filter(rollout -> !rollout.id().equals(target) && rollout.provenFor(self))
          .filter(mayServe)
          .findFirst()
          .ifPresent(
              rollout -> {
                Optional<Manifest> unused = prepared(rollout);
              });
    }
  }

  private @Nullable Digest fallback(List<Rollout> known, Predicate<Rollout> mayServe) {
    return known.stream()
        .skip(1)
        .filter(rollout -> memory.opened().contains(rollout.id()))
        .filter(mayServe)
        .map(Rollout::id)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Rollout> find(@Nullable Digest id, List<Rollout> rollouts) {
    return rollouts.stream().filter(rollout -> rollout.id().equals(id)).findFirst();
  }

  private boolean isAtHand(Rollout rollout) {
    return isKnownGood(rollout)
        && cockpit.manifest(rollout.announcement().manifest()).filter(cockpit::fetched).isPresent();
  }

  private boolean isKnownGood(Rollout rollout) {
    return memory.passed().contains(rollout.announcement().manifest());
  }

  private void land() {
    if (running != null || memory.active() != null) {
      keep(memory.stopping());
      running = null;
      switchingTo = null;
      rest = null;
      cockpit.effects().stopServing(model);
    }
  }

  private void approach(Rollout target, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    if (target.id().equals(running) && switchingTo == null && restMayServe(rollouts, mayServe)) {
      judge(target, rollouts, mayServe);
      return;
    }
    if (switchingTo != null) {
      return;
    }
    prepared(target)
        .filter(manifest -> cameThroughShadow(target, manifest, rollouts))
        .ifPresent(manifest -> serve(target, manifest, rollouts, mayServe));
  }

  /**
   * The manifest of a version that is here whole and passed its trial; of another one, what comes
   * next on the way there is begun.
   */
  private Optional<Manifest> prepared(Rollout rollout) {
    Optional<Manifest> manifest = manifestOf(rollout);
    if (manifest.isEmpty()) {
      cockpit.askManifest(rollout.announcement().manifest());
      return manifest;
    }
    if (!cockpit.fetched(manifest.get())) {
      return Optional.empty();
    }
    if (isKnownGood(rollout)) {
      return manifest;
    }
    if (trying == null) {
      trying = rollout;
      cockpit.effects().tryModel(manifest.get());
    }
    return Optional.empty();
  }

  /**
   * Starts or goes on with what the plan asks of a version before it first answers anybody; true
   * once that is done. What stands in for the target waits for nothing, nor does anything where no
   * other version answers: there is nobody to compare with.
   */
  private boolean cameThroughShadow(Rollout target, Manifest manifest, List<Rollout> rollouts) {
    Wave wave = wave(target).orElse(null);
    Shadow shadow = wave == null ? null : wave.shadow();
    boolean compares =
        running != null
            && find(running, rollouts)
                .filter(other -> other.announcement().manifest().equals(manifest.digest()))
                .isEmpty();
    if (wave == null
        || shadow == null
        || !compares
        || !target.id().equals(decision.target())
        || target.id().equals(shadowed)
        || memory.opened().contains(target.id())) {
      return true;
    }
    if (shadowing == null) {
      shadowing = new Shadowing(target, shadow, wave, manifest.baselines(), cockpit.nowNanos());
      cockpit.effects().shadow(manifest, shadow.share());
      return false;
    }
    return endsShadow(shadowing);
  }

  /** Whether a shadow is over and the version may go on; one that a gate rejects fails. */
  private boolean endsShadow(Shadowing under) {
    if (!under.isOver(cockpit.nowNanos())) {
      return false;
    }
    Assessment rejection = under.rejection(cockpit.nowNanos());
    if (rejection != null) {
      fail(under.rollout(), "in shadow, " + rejection.reason(), rejection.evidence());
      return false;
    }
    shadowed = under.rollout().id();
    tell(
        Notice.Severity.INFO,
        "SHADOW_PASSED",
        "version "
            + under.rollout().announcement().version()
            + " of "
            + model
            + " "
            + under.outcome(),
        under.rollout());
    return true;
  }

  private void serve(
      Rollout target, Manifest manifest, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    boolean first = !memory.opened().contains(target.id());
    keep(memory.opening(target.id()));
    switchingTo = target;
    opening = first;
    shadowing = null;
    Lease lease = first ? lease(target) : Lease.UNBOUNDED;
    lookForWayBack(target, rollouts);
    Optional<Rollout> before = comparable(target, rollouts, mayServe).filter(this::isHere);
    Canary canary = canary(target, before).orElse(null);
    rest = canary == null ? null : before.orElseThrow();
    canaryNanos = canary == null ? 0 : canary.lasting().toNanos();
    order(manifest, before, canary, lease);
    if (first && !target.id().equals(toldOpening)) {
      toldOpening = target.id();
      tell(
          Notice.Severity.INFO,
          "ROLLOUT_OPENED",
          "version " + target.announcement().version() + " of " + model + " opens here",
          target);
    }
  }

  private void order(
      Manifest manifest, Optional<Rollout> before, @Nullable Canary canary, Lease lease) {
    Manifest compared = before.flatMap(this::manifestOf).orElse(null);
    compares = compared != null;
    cockpit.effects().serve(manifest, compared, canary, lease);
  }

  /** Rule 8: an opening rests on news, and must not outlast them. */
  private Lease lease(Rollout target) {
    boolean opens =
        decision.reasons().stream()
            .anyMatch(
                reason -> reason.rollout().equals(target.id()) && reason.cause() == Cause.OPENS);
    return opens
        ? Lease.lasting(
                Freshness.leftNanos(target, self, cockpit.news()),
                cockpit.nowNanos(),
                cockpit.wallMillis())
            .until(target.announcement().expires().toEpochMilli())
        : Lease.UNBOUNDED;
  }

  /** What the plan asks for when a version that is not proven here takes over from one that is. */
  private Optional<Canary> canary(Rollout target, Optional<Rollout> before) {
    return wave(target)
        .flatMap(wave -> Optional.ofNullable(wave.canary()))
        .filter(canary -> !target.id().equals(running) && !target.provenFor(self))
        .filter(canary -> before.filter(it -> it.provenFor(self)).isPresent());
  }

  /** False if a canary lets a version answer that may not any more. */
  private boolean restMayServe(List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    if (rest != null && cockpit.nowNanos() - canaryUntilNanos >= 0) {
      rest = null;
    }
    return rest == null || find(rest.id(), rollouts).filter(mayServe).isPresent();
  }

  private boolean isHere(Rollout rollout) {
    return manifestOf(rollout).filter(cockpit::fetched).isPresent();
  }

  /**
   * The store is to have looked for what served before by the time that the target must be left,
   * though it may not serve now: a verdict that is on its way may prove it.
   */
  private void lookForWayBack(Rollout target, List<Rollout> rollouts) {
    boolean unused = servedBefore(target, rollouts).findFirst().filter(this::isHere).isPresent();
  }

  /** What a version is compared with; what was taken back is no measure for anything. */
  private Optional<Rollout> comparable(
      Rollout target, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    return servedBefore(target, rollouts).filter(mayServe).findFirst();
  }

  private Stream<Rollout> servedBefore(Rollout target, List<Rollout> rollouts) {
    return rollouts.stream()
        .filter(rollout -> Rollout.HEAD_FIRST.compare(rollout, target) > 0)
        .filter(rollout -> memory.opened().contains(rollout.id()))
        .filter(rollout -> !memory.failed().containsKey(rollout.id()));
  }

  private Optional<Wave> wave(Rollout rollout) {
    Announcement announcement = rollout.announcement();
    return announcement.waveOf(self).stream()
        .mapToObj(announcement.plan().waves()::get)
        .findFirst();
  }

  private Optional<Manifest> manifestOf(Rollout rollout) {
    return cockpit.manifest(rollout.announcement().manifest());
  }

  void onTrialFinished(Digest manifest, boolean passed, String reason) {
    Shadowing under = shadowing(manifest);
    if (under != null && !passed) {
      fail(under.rollout(), "it could not be shadowed: " + reason, Evidence.NONE);
    }
    Optional<Rollout> tried = underWay(trying, manifest);
    if (tried.isEmpty()) {
      return;
    }
    trying = null;
    if (passed) {
      keep(memory.passing(manifest));
    } else {
      fail(tried.get(), "the trial failed: " + reason, Evidence.NONE);
    }
  }

  void onTrialPutOff(Digest manifest) {
    if (underWay(trying, manifest).isPresent()) {
      trying = null;
    }
    if (shadowing(manifest) != null) {
      shadowing = null;
    }
  }

  private @Nullable Shadowing shadowing(Digest manifest) {
    return shadowing != null && underWay(shadowing.rollout(), manifest).isPresent()
        ? shadowing
        : null;
  }

  void onServingStarted(Digest manifest) {
    Optional<Rollout> started = underWay(switchingTo, manifest);
    if (started.isPresent()) {
      running = started.get().id();
      switchingTo = null;
      canaryUntilNanos = cockpit.nowNanos() + canaryNanos;
      judging = null;
    } else if (judging != null && judging.isOfManifest(manifest)) {
      // It serves once more, now compared: what was seen before is no part of its bake time.
      judging = null;
    }
  }

  void onServingFailed(Digest manifest, String reason) {
    Optional<Rollout> failed = underWay(switchingTo, manifest);
    if (failed.isPresent()) {
      switchingTo = null;
      fail(failed.get(), "it could not be served: " + reason, Evidence.NONE);
    }
  }

  /**
   * The process stood still, loading took longer than the news were fresh, or there was no room for
   * the version: decides again.
   */
  void onServingLate(Digest manifest) {
    Optional<Rollout> late = underWay(switchingTo, manifest);
    if (late.isPresent()) {
      switchingTo = null;
      if (opening) {
        keep(memory.notOpening(late.get().id(), running));
      }
    }
  }

  /**
   * What nothing compares passes no gate that compares: the node stays silent on it, which a person
   * is to know at once and not when a deadline has passed.
   */
  void onUncompared(Digest manifest, String reason) {
    Rollout serving =
        switchingTo == null ? find(running, cockpit.known(model)).orElse(null) : switchingTo;
    underWay(serving, manifest)
        .filter(rollout -> !rollout.provenFor(self))
        .ifPresent(
            rollout -> {
              String gates = comparingGates(rollout);
              if (!gates.isEmpty()) {
                warn(
                    "UNCOMPARED",
                    reason + ", so that this node cannot call it healthy: nothing passes " + gates,
                    rollout);
              }
            });
  }

  private String comparingGates(Rollout rollout) {
    return wave(rollout).map(Wave::gates).orElse(List.of()).stream()
        .filter(gate -> Metric.parse(gate.metric()).needsComparison())
        .map(gate -> "gate " + gate.name())
        .collect(Collectors.joining(", "));
  }

  /** A step is worth its cost only once the judge found the version bad; ticks see the rest. */
  void onObserved(Digest manifest, Observation observation) {
    Judging under = judging;
    if (under != null && under.isOfManifest(manifest)) {
      under.observe(observation);
      weighed(under);
    }
    Shadowing shadow = shadowing(manifest);
    if (shadow != null) {
      shadow.observe(observation);
      if (shadow.isOver(cockpit.nowNanos())) {
        cockpit.stirred(model);
      }
    }
  }

  private void weighed(Judging under) {
    if (under.judge().condemns()) {
      cockpit.stirred(model);
    }
    under.newWarnings().forEach(sentence -> warn("DRIFT", sentence, under.rollout()));
  }

  /** Another juror of this region said something of a rollout. */
  void onPulse(SignedPulse signed) {
    Judging under = judging;
    if (under != null && under.rollout().id().equals(signed.pulse().rollout())) {
      under
          .hear(signed.juror(), signed.pulse().testimony())
          .ifPresent(sentence -> warn("TESTIMONY_REFUSED", sentence, under.rollout()));
      weighed(under);
    }
  }

  /** What the version that serves showed by the baselines of the head. */
  void onWitnessed(Digest by, Digest head, List<Sketch> sketches) {
    if (witness != null && witness.isOf(head, by)) {
      witness.count(sketches);
    }
  }

  /** What this node can tell of the version that it serves instead of the head; null if nothing. */
  @Nullable Testimony testimony() {
    return witness == null ? null : witness.testimony().orElse(null);
  }

  /** Begins or ends to count what the version that serves shows by the baselines of the head. */
  private void bearWitness(List<Rollout> rollouts, List<Rollout> known) {
    Optional<Digest> by = find(running, known).map(rollout -> rollout.announcement().manifest());
    Optional<Manifest> asked =
        rollouts.stream()
            .findFirst()
            .flatMap(
                head -> manifestOf(head).filter(manifest -> Witness.isAsked(head, manifest, self)))
            .filter(manifest -> by.filter(manifest.digest()::equals).isEmpty());
    if (by.isEmpty() || asked.isEmpty()) {
      if (witness != null) {
        witness = null;
        cockpit.effects().endWitness(model);
      }
    } else if (witness == null || !witness.isOf(asked.get().digest(), by.get())) {
      witness = new Witness(asked.get().digest(), by.get());
      cockpit.effects().witness(asked.get());
    }
  }

  /** An order is remembered here, since the mesh may leave its rollout behind before it is done. */
  private static Optional<Rollout> underWay(@Nullable Rollout ordered, Digest manifest) {
    return Optional.ofNullable(ordered)
        .filter(rollout -> rollout.announcement().manifest().equals(manifest));
  }

  /**
   * Judges what serves. What lies below the head and is proven was judged in its own time; what was
   * superseded unproven is watched on, but nobody promotes it any more. A node whose labels changed
   * since it opened the version is in no wave any more, and has nothing to judge by.
   */
  private void judge(Rollout rollout, List<Rollout> rollouts, Predicate<Rollout> mayServe) {
    boolean head = rollouts.get(0).id().equals(rollout.id());
    Announcement announcement = rollout.announcement();
    OptionalInt taken = announcement.waveOf(self);
    if (taken.isEmpty() || (!head && rollout.provenFor(self))) {
      judging = null;
      return;
    }
    int index = taken.getAsInt();
    Wave wave = announcement.plan().waves().get(index);
    if (judging == null) {
      Optional<Rollout> before = comparable(rollout, rollouts, mayServe);
      if (before.filter(this::isLookedFor).isPresent()) {
        return;
      }
      compare(rollout, before);
      judging = judging(rollout, index, before);
    }
    Judge judge = judging.judge();
    long now = cockpit.nowNanos();
    switch (judge.opinion(now)) {
      case NOT_YET -> {
        boolean juror =
            announcement.jury(index, self.region()).orElseThrow().jurors().contains(self.node());
        if (head && juror && wave.deadline() != null && judging.misses(wave.deadline(), now)) {
          miss(wave.deadline(), judge.assess(now), rollout);
        }
      }
      case HEALTHY -> {
        if (head) {
          Assessment assessment = judge.assess(now);
          cockpit.vote(rollout, Ballot.HEALTHY, assessment.reason(), assessment.evidence());
        }
      }
      case UNHEALTHY -> {
        Assessment assessment = judge.assess(now);
        fail(rollout, assessment.reason(), assessment.evidence());
      }
    }
  }

  /** To ask whether it is here has the store look for it, if nobody asked before. */
  private boolean isLookedFor(Rollout rollout) {
    return !isHere(rollout) && manifestOf(rollout).filter(cockpit::isLocating).isPresent();
  }

  /**
   * After a restart a version answers before it is known whether the bytes of the one before are
   * here, and so without being compared with it.
   */
  private void compare(Rollout rollout, Optional<Rollout> before) {
    Optional<Rollout> here = before.filter(this::isHere);
    if (!compares && here.isPresent()) {
      manifestOf(rollout).ifPresent(it -> order(it, here, null, Lease.UNBOUNDED));
    }
  }

  private Judging judging(Rollout rollout, int wave, Optional<Rollout> before) {
    Announcement announcement = rollout.announcement();
    Wave own = announcement.plan().waves().get(wave);
    boolean othersOpenLater =
        announcement.juries().stream()
            .anyMatch(jury -> jury.wave() > wave && jury.region().equals(self.region()));
    Judge judge =
        new Judge(
            own.gates(),
            own.bake().toNanos() + canaryNanos,
            own.minRequests(),
            before.filter(this::isHere).isPresent(),
            manifestOf(rollout).map(Manifest::baselines).orElse(List.of()),
            othersOpenLater);
    return new Judging(
        rollout,
        judge,
        before.map(it -> it.announcement().manifest()).orElse(null),
        cockpit.nowNanos());
  }

  /** What a juror says whose evidence did not come in time. */
  private void miss(Deadline deadline, Assessment assessment, Rollout rollout) {
    String sentence =
        "its deadline of "
            + deadline.after().toSeconds()
            + " s passed without enough evidence: it "
            + assessment.reason();
    if (deadline.unhealthy()) {
      fail(rollout, sentence, assessment.evidence());
    } else {
      warn("DEADLINE_PASSED", sentence, rollout);
    }
  }

  private void warn(String kind, String sentence, Rollout rollout) {
    tell(
        Notice.Severity.WARNING,
        kind,
        "version " + rollout.announcement().version() + " of " + model + ": " + sentence,
        rollout);
  }

  /** The watchdog: this node leaves the version at once and alone, and says so to its region. */
  private void fail(Rollout rollout, String reason, Evidence evidence) {
    keep(memory.failing(rollout.id(), reason));
    cockpit.vote(rollout, Ballot.UNHEALTHY, reason, evidence);
    tell(
        Notice.Severity.WARNING,
        "ROLLOUT_FAILED_HERE",
        "version " + rollout.announcement().version() + " of " + model + " failed here: " + reason,
        rollout);
  }

  /** How far this node is with the head, in the words of docs/protocol.md. */
  Phase phase(List<Rollout> rollouts) {
    Digest head = rollouts.get(0).id();
    Cause cause = decision.reasons().isEmpty() ? Cause.WAITING : decision.reasons().get(0).cause();
    if (cause == Cause.INELIGIBLE || cause == Cause.NOT_SELECTED) {
      return Phase.INELIGIBLE;
    }
    if (head.equals(running)) {
      return Phase.SERVING;
    }
    if (head.equals(decision.target())) {
      boolean isTried =
          isOrdered(head, trying)
              || isOrdered(head, switchingTo)
              || (shadowing != null && shadowing.isOf(head));
      return isTried ? Phase.TRIAL : Phase.FETCHING;
    }
    if (memory.opened().contains(head)) {
      return Phase.FELL_BACK;
    }
    return cause == Cause.FAILED_HERE ? Phase.FAILED : Phase.WAITING;
  }

  private static boolean isOrdered(Digest rollout, @Nullable Rollout ordered) {
    return ordered != null && ordered.id().equals(rollout);
  }

  private void keep(Memory changed) {
    if (!changed.equals(memory)) {
      memory = changed;
      cockpit.effects().remember(memoryKey(model), changed.toJson());
      cockpit.stirred(model);
    }
  }

  private void tell(Notice.Severity severity, String kind, String sentence, Rollout rollout) {
    cockpit
        .effects()
        .tell(
            new Notice(
                severity,
                kind,
                sentence,
                Map.of("rollout", rollout.id().hex(), "model", model.value())));
  }
}
