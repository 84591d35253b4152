package dev.linnet.documents.plan;

import dev.linnet.core.rollout.Canary;
import dev.linnet.core.rollout.Shadow;
import dev.linnet.core.rollout.Share;
import dev.linnet.documents.Units;
import dev.linnet.documents.YamlMap;
import dev.linnet.documents.YamlNode;
import java.time.Duration;

/** Reads how a version takes over from the one before: in its shadow, and by a canary. */
final class TakeoverFields {
  private static final Share TENTH = new Share(1, 10);
  private static final long REQUESTS = 200;
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private TakeoverFields() {}

  /** By default a tenth of the requests, 200 of them, and 10 minutes at most. */
  static Shadow shadow(YamlNode node) {
    YamlMap map = node.map("share", "requests", "atMost");
    return new Shadow(
        map.read("share", TENTH, TakeoverFields::share),
        map.read("requests", REQUESTS, each -> each.integer(1, 1_000_000_000)),
        map.read(
            "atMost", AT_MOST, each -> WaveFields.positive(each, "leave shadow out for none")));
  }

  /** By default a tenth of the requests. */
  static Canary canary(YamlNode node) {
    YamlMap map = node.map("share", "for");
    Share share = map.read("share", TENTH, TakeoverFields::share);
    if (!share.isLessThan(Share.WHOLE)) {
      throw map.required("share").error("expected below 1; leave canary out to answer all at once");
    }
    return new Canary(
        share, WaveFields.positive(map.required("for"), "leave canary out to answer all at once"));
  }

  private static Share share(YamlNode node) {
    Share share = node.parsed(Units::share);
    if (share.numerator() == 0) {
      throw node.error("expected above 0 and at most 1, got " + node.string());
    }
    return share;
  }
}
