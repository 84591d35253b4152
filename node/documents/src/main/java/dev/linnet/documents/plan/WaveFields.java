package dev.linnet.documents.plan;

import dev.linnet.core.health.Gate;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.rollout.Announcement.Jury;
import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Deadline;
import dev.linnet.core.rollout.Selector;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Share;
import dev.linnet.core.rollout.Wave;
import dev.linnet.core.rollout.Window;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code defaults} may set for all waves and each wave for itself.
 *
 * @param windows when nodes may open, default at any time
 * @param deadline default none: a wave without enough evidence waits for an operator
 * @param unhealthyAtDeadline default no: who lacks evidence stays silent; otherwise lack of it
 *     counts against the version
 * @param shadow default none: the version answers once its trial has passed
 * @param canary default none: the version answers all requests at once
 * @param bake default 10 minutes, 0 to 365 days. Longer finds slower harm and delays every wave
 * @param minRequests default 0: as much as the gates need. More finds rarer harm
 * @param gates default {@link Gate#defaults}. More find more kinds of harm, and need more traffic
 *     to do so; none judge by golden tests and bake time alone
 * @param promote default 2/3, up to 1
 * @param minJurors default 3, 1 to 64; a smaller jury is taken whole
 */
record WaveFields(
    List<Window> windows,
    @Nullable Duration deadline,
    boolean unhealthyAtDeadline,
    @Nullable Shadow shadow,
    @Nullable Canary canary,
    Duration bake,
    long minRequests,
    List<Gate> gates,
    Share promote,
    int minJurors) {
  static final List<String> KEYS =
      List.of(
          "window",
          "deadline",
          "onDeadline",
          "shadow",
          "canary",
          "bake",
          "minRequests",
          "gates",
          "quorum");

  static final WaveFields DEFAULT =
      new WaveFields(
          List.of(),
          null,
          false,
          null,
          null,
          Duration.ofMinutes(10),
          0,
          Gate.defaults(),
          Share.TWO_THIRDS,
          3);

  /** These values where {@code map} says nothing else. */
  WaveFields read(YamlMap map) {
    Share share = promote;
    int jurors = minJurors;
    if (map.optional("quorum").isPresent()) {
      YamlMap quorum = map.required("quorum").map("promote", "minJurors");
      share = quorum.read("promote", promote, WaveFields::promote);
      jurors = quorum.read("minJurors", minJurors, node -> (int) node.integer(1, Jury.MAX_JURORS));
    }
    return new WaveFields(
        map.read("window", windows, WindowFields::readAll),
        map.optional("deadline")
            .map(node -> positive(node, "leave it out to wait for ever"))
            .orElse(deadline),
        map.read("onDeadline", unhealthyAtDeadline, WaveFields::onDeadline),
        map.optional("shadow").map(TakeoverFields::shadow).orElse(shadow),
        map.optional("canary").map(TakeoverFields::canary).orElse(canary),
        map.read("bake", bake, node -> node.parsed(Units::duration)),
        map.read("minRequests", minRequests, node -> node.integer(0, 1_000_000_000)),
        map.read("gates", gates, GateFields::readAll),
        share,
        jurors);
  }

  private static Share promote(YamlNode node) {
    Share share = node.parsed(Units::share);
    if (share.isLessThan(Share.TWO_THIRDS)) {
      throw node.error("expected 2/3 to 1, got " + node.string());
    }
    return share;
  }

  static Duration positive(YamlNode node, String otherwise) {
    Duration duration = node.parsed(Units::duration);
    if (duration.isZero()) {
      throw node.error("expected a duration above 0; " + otherwise);
    }
    return duration;
  }

  private static boolean onDeadline(YamlNode node) {
    return switch (node.string()) {
      case "silent" -> false;
      case "unhealthy" -> true;
      default -> throw node.error("expected silent or unhealthy, got '" + node.string() + "'");
    };
  }

  Wave wave(String name, List<RegionName> regions, Selector selector) {
    return new Wave(
        name,
        regions,
        selector,
        windows,
        deadline == null ? null : new Deadline(deadline, unhealthyAtDeadline),
        shadow,
        canary,
        bake,
        minRequests,
        gates,
        promote,
        minJurors);
  }
}
