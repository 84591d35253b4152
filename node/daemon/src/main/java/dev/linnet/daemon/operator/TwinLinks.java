package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.survey.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.stream.LongStream;

/**
 * The lines of a twin: of a round trip, one way takes half; of chunks, the pace at which they came
 * while any were on their way.
 */
final class TwinLinks {
  /** Of fewer bytes, the pace is that of asking and not of the line. */
  private static final long ENOUGH_BYTES = 1L << 20;

  private final List<RegionName> regions;
  private final Map<RegionName, List<Survey>> told;

  TwinLinks(SortedSet<RegionName> regions, Map<RegionName, List<Survey>> told) {
    this.regions = List.copyOf(regions);
    this.told = told;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("table", "none");
    TwinUnits.median(regions.stream().flatMapToLong(region -> trips(region, region)))
        .ifPresent(nanos -> json.addProperty("within", TwinUnits.time(nanos / 2)));
    List<Long> between = new ArrayList<>();
    JsonArray pairs = new JsonArray();
    for (int i = 0; i < regions.size(); i++) {
      for (RegionName to : regions.subList(i + 1, regions.size())) {
        RegionName from = regions.get(i);
        OptionalLong trip = LongStream.concat(trips(from, to), trips(to, from)).min();
        trip.ifPresent(between::add);
        addPair(pairs, from, to, trip);
      }
    }
    TwinUnits.median(between.stream().mapToLong(Long::longValue))
        .ifPresent(nanos -> json.addProperty("between", TwinUnits.time(nanos / 2)));
    if (!pairs.isEmpty()) {
      json.add("pairs", pairs);
    }
    return json;
  }

  private void addPair(JsonArray pairs, RegionName from, RegionName to, OptionalLong trip) {
    Survey.Received there = received(from, to);
    Survey.Received back = received(to, from);
    boolean known = isEnough(there) || isEnough(back);
    if (known) {
      pairs.add(pair(from, to, trip, there, true));
      pairs.add(pair(to, from, trip, back, true));
    } else if (trip.isPresent()) {
      pairs.add(pair(from, to, trip, there, false));
    }
  }

  private static JsonObject pair(
      RegionName from, RegionName to, OptionalLong trip, Survey.Received chunks, boolean oneWay) {
    JsonObject json = new JsonObject();
    json.addProperty("from", from.value());
    json.addProperty("to", to.value());
    trip.ifPresent(nanos -> json.addProperty("delay", TwinUnits.time(nanos / 2)));
    if (isEnough(chunks)) {
      json.addProperty("bandwidth", TwinUnits.rate(chunks.bytes(), chunks.busyNanos()));
    }
    if (oneWay) {
      json.addProperty("oneWay", true);
    }
    return json;
  }

  private static boolean isEnough(Survey.Received chunks) {
    return chunks.bytes() >= ENOUGH_BYTES && chunks.busyNanos() > 0;
  }

  private LongStream trips(RegionName from, RegionName to) {
    return told.getOrDefault(from, List.of()).stream()
        .flatMapToLong(
            survey -> {
              Long nanos = survey.roundTripNanos().get(to);
              return nanos == null ? LongStream.empty() : LongStream.of(nanos);
            });
  }

  /** What the nodes of one region got from another, and what that took each of them. */
  private Survey.Received received(RegionName from, RegionName to) {
    long bytes = 0;
    long busyNanos = 0;
    for (Survey survey : told.getOrDefault(to, List.of())) {
      Survey.Received one = survey.received().get(from);
      if (one != null) {
        bytes += one.bytes();
        busyNanos += one.busyNanos();
      }
    }
    return new Survey.Received(bytes, busyNanos);
  }
}
