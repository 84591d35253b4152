package dev.linnet.daemon.survey;

import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.model.ModelName;
import dev.linnet.proto.v1.SurveyResponse;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one node measured. What it does not know is 0 or missing.
 *
 * @param trialNanos how long its last trial took
 * @param loadNanos how long its last loading of a version took
 * @param received from nodes of a region, since the start
 * @param roundTripNanos to some node of a region
 */
public record Survey(
    long trialNanos,
    long loadNanos,
    Map<ModelName, Requests> requests,
    Map<RegionName, Received> received,
    Map<RegionName, Long> roundTripNanos,
    Absences absences) {
  /** What was asked of a model lately. */
  public record Requests(long requests, long failures, long spanNanos) {}

  /**
   * Chunks that came.
   *
   * @param busyNanos how long anything was ordered there and had not come
   */
  public record Received(long bytes, long busyNanos) {}

  /**
   * How often others of the region left.
   *
   * @param watchedNanos in what time
   * @param absentNanos how long those that came back were away, together
   */
  public record Absences(long watchedNanos, long departures, long returns, long absentNanos) {}

  public Survey {
    requests = Collections.unmodifiableMap(new TreeMap<>(requests));
    received = Collections.unmodifiableMap(new TreeMap<>(received));
    roundTripNanos = Collections.unmodifiableMap(new TreeMap<>(roundTripNanos));
  }

  Survey withRoundTrips(Map<RegionName, Long> measured) {
    return new Survey(trialNanos, loadNanos, requests, received, measured, absences);
  }

  SurveyResponse toProto() {
    SurveyResponse.Builder proto =
        SurveyResponse.newBuilder()
            .setTrialNanos(trialNanos)
            .setLoadNanos(loadNanos)
            .setWatchedNanos(absences.watchedNanos())
            .setDepartures(absences.departures())
            .setReturns(absences.returns())
            .setAbsentNanos(absences.absentNanos());
    requests.forEach(
        (model, seen) ->
            proto.addRequests(
                SurveyResponse.Requests.newBuilder()
                    .setModel(model.value())
                    .setRequests(seen.requests())
                    .setFailures(seen.failures())
                    .setSpanNanos(seen.spanNanos())));
    received.forEach(
        (region, seen) ->
            proto.addReceived(
                SurveyResponse.Received.newBuilder()
                    .setRegion(region.value())
                    .setBytes(seen.bytes())
                    .setBusyNanos(seen.busyNanos())));
    roundTripNanos.forEach(
        (region, nanos) ->
            proto.addRoundTrips(
                SurveyResponse.RoundTrip.newBuilder().setRegion(region.value()).setNanos(nanos)));
    return proto.build();
  }

  /**
   * Reads what a peer said.
   *
   * @throws IllegalArgumentException if a name in it is none
   */
  static Survey of(SurveyResponse proto) {
    Map<ModelName, Requests> requests = new TreeMap<>();
    proto
        .getRequestsList()
        .forEach(
            seen ->
                requests.put(
                    new ModelName(seen.getModel()),
                    new Requests(
                        atLeast0(seen.getRequests()),
                        atLeast0(seen.getFailures()),
                        atLeast0(seen.getSpanNanos()))));
    Map<RegionName, Received> received = new TreeMap<>();
    proto
        .getReceivedList()
        .forEach(
            seen ->
                received.put(
                    new RegionName(seen.getRegion()),
                    new Received(atLeast0(seen.getBytes()), atLeast0(seen.getBusyNanos()))));
    Map<RegionName, Long> roundTrips = new TreeMap<>();
    proto
        .getRoundTripsList()
        .forEach(
            trip -> roundTrips.put(new RegionName(trip.getRegion()), atLeast0(trip.getNanos())));
    return new Survey(
        atLeast0(proto.getTrialNanos()),
        atLeast0(proto.getLoadNanos()),
        requests,
        received,
        roundTrips,
        new Absences(
            atLeast0(proto.getWatchedNanos()),
            atLeast0(proto.getDepartures()),
            atLeast0(proto.getReturns()),
            atLeast0(proto.getAbsentNanos())));
  }

  private static long atLeast0(long unsigned) {
    return Math.max(0, unsigned);
  }
}
