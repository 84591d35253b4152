package dev.linnet.daemon.operator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.core.NodeView;
import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.Directory.Liveness;
import dev.linnet.core.mesh.Directory.Member;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.store.Store;
import dev.linnet.daemon.trial.Sandbox;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is wrong with a node and its machine, as far as the node itself can tell. */
public final class Doctor {
  /** Under this key a node states the version of its daemon. */
  public static final String VERSION_CAPABILITY = "linnet.version";

  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final int DIAL_MILLIS = 2_000;

  private final Supplier<NodeIdentity> identity;
  private final Supplier<Optional<X509Certificate>> owners;
  private final Address meshAddress;
  private final String version;
  private final Store store;
  private final Supplier<Optional<String>> postponed;
  private final Sandbox sandbox;
  private final SeenTwice twice;
  private final Clock clock;

  /** How bad it is. */
  private enum State {
    OK,
    WARN,
    FAIL
  }

  private record Check(String name, State state, String sentence) {}

  /**
   * A node's doctor.
   *
   * @param identity with the certificate that the node shows now
   * @param owners the certificate that the API shows now, if it is not the node's
   * @param postponed why models are not fetched or tried now, if they are not
   * @param sandbox of trials
   */
  public Doctor(
      Supplier<NodeIdentity> identity,
      Supplier<Optional<X509Certificate>> owners,
      Address meshAddress,
      String version,
      Store store,
      Supplier<Optional<String>> postponed,
      Sandbox sandbox,
      SeenTwice twice,
      Clock clock) {
    this.identity = identity;
    this.owners = owners;
    this.meshAddress = meshAddress;
    this.version = version;
    this.store = store;
    this.postponed = postponed;
    this.sandbox = sandbox;
    this.twice = twice;
    this.clock = clock;
  }

  JsonObject document(NodeView view) {
    JsonArray checks = new JsonArray();
    State worst = State.OK;
    for (Check check : checks(view)) {
      JsonObject json = new JsonObject();
      json.addProperty("check", check.name());
      json.addProperty("state", check.state().name());
      json.addProperty("sentence", check.sentence());
      checks.add(json);
      worst = check.state().compareTo(worst) > 0 ? check.state() : worst;
    }
    JsonObject document = Documents.versioned();
    document.addProperty("node", identity.get().node().value());
    document.addProperty("region", identity.get().region().value());
    document.addProperty("version", version);
    document.addProperty("state", worst.name());
    document.add("checks", checks);
    return document;
  }

  private List<Check> checks(NodeView view) {
    List<Check> checks =
        new ArrayList<>(List.of(disk(), damage(), device(), trials(), clock(), certificate()));
    owners.get().map(this::api).ifPresent(checks::add);
    checks.addAll(List.of(trust(view), port(), councils(view), versions(view)));
    checks.addAll(twins());
    return checks;
  }

  private List<Check> twins() {
    List<Check> seen =
        twice.sentences().stream()
            .map(sentence -> new Check("twins", State.WARN, sentence))
            .toList();
    return seen.isEmpty()
        ? List.of(
            new Check(
                "twins", State.OK, "no node was seen to run twice since this process started"))
        : seen;
  }

  private Check disk() {
    Store.Room room = store.room();
    String numbers =
        "%d MiB of %d are free, of which %d are kept for votes and rollbacks"
            .formatted(room.freeBytes() >> 20, room.diskBytes() >> 20, room.reservedBytes() >> 20);
    if (room.freeBytes() <= room.reservedBytes()) {
      return new Check(
          "disk", State.FAIL, numbers + ": no model fits any more, free space or remove a model");
    }
    boolean scarce = room.freeBytes() < 2 * room.reservedBytes();
    return new Check("disk", scarce ? State.WARN : State.OK, numbers);
  }

  private Check damage() {
    if (store.broken().isDone()) {
      return new Check("store", State.FAIL, "a write failed: look at the node's log and its disk");
    }
    return store
        .setAside()
        .map(damaged -> new Check("store", State.WARN, damaged.sentence()))
        .orElseGet(() -> new Check("store", State.OK, "it opened whole"));
  }

  private Check device() {
    return postponed
        .get()
        .map(why -> new Check("device", State.WARN, why + ": models are neither fetched nor tried"))
        .orElseGet(() -> new Check("device", State.OK, "nothing is postponed"));
  }

  private Check trials() {
    State missing = sandbox.refusal().isPresent() ? State.FAIL : State.WARN;
    return new Check("trials", sandbox.isMissing() ? missing : State.OK, sandbox.sentence());
  }

  /** A clock that is behind what was surely before now is wrong; nothing here knows the future. */
  private Check clock() {
    Instant now = clock.instant();
    Instant issued = identity.get().certificate().getNotBefore().toInstant();
    if (now.isBefore(issued)) {
      return new Check(
          "clock",
          State.FAIL,
          now + " is before this node's certificate was issued: set the clock");
    }
    Optional<Instant> built = built();
    if (built.isPresent() && now.isBefore(built.get())) {
      return new Check(
          "clock", State.FAIL, now + " is before this program was installed: set the clock");
    }
    return new Check("clock", State.OK, "it is " + now);
  }

  private static Optional<Instant> built() {
    CodeSource source = Doctor.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Optional.empty()
          : Optional.of(
              Files.getLastModifiedTime(Path.of(source.getLocation().toURI())).toInstant());
    } catch (IOException | URISyntaxException e) {
      return Optional.empty();
    }
  }

  private Check certificate() {
    Instant until = identity.get().certificate().getNotAfter().toInstant();
    Instant authority = identity.get().authority().getNotAfter().toInstant();
    Instant first = until.isBefore(authority) ? until : authority;
    boolean own = first.equals(until);
    return lasting(
        "certificate",
        own ? "this node's certificate" : "the mesh's authority",
        first,
        own ? "renew it, see `linnet node renew --help`" : "the mesh needs a new one");
  }

  private Check api(X509Certificate shown) {
    return lasting(
        "api",
        "the API's certificate",
        shown.getNotAfter().toInstant(),
        "put a new one into the file of api.certificate");
  }

  private Check lasting(String name, String whose, Instant until, String mend) {
    Duration left = Duration.between(clock.instant(), until);
    if (left.isNegative()) {
      return new Check(name, State.FAIL, whose + " expired at " + until + ": " + mend);
    }
    boolean soon = left.compareTo(RENEW_BEFORE) < 0;
    return new Check(
        name,
        soon ? State.WARN : State.OK,
        whose + " is good for " + left.toDays() + " days" + (soon ? ": " + mend : ""));
  }

  private static Check trust(NodeView view) {
    return TrustFork.isAmong(view.roots())
        ? new Check(
            "trust",
            State.FAIL,
            "two different trust roots of one version are signed, and nothing new opens: set the"
                + " mesh up anew with other keys")
        : new Check("trust", State.OK, "no two trust roots of one version are known");
  }

  /** Dials itself where it tells others to: a wrong address or a closed door shows here at once. */
  private Check port() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(meshAddress.host(), meshAddress.port()), DIAL_MILLIS);
      return new Check("port", State.OK, "the node reaches itself at " + meshAddress);
    } catch (IOException e) {
      return new Check(
          "port",
          State.WARN,
          "the node does not reach itself at %s (%s): others may not either, see mesh.advertise"
              .formatted(meshAddress, e.getMessage()));
    }
  }

  /**
   * Versions of one mesh understand each other; a mix that lasts is an update that was forgotten.
   */
  private static Check versions(NodeView view) {
    Map<String, Long> counts =
        view.members().stream()
            .filter(member -> member.liveness() == Liveness.ALIVE)
            .collect(
                Collectors.groupingBy(
                    member ->
                        member
                            .record()
                            .profile()
                            .capabilities()
                            .getOrDefault(VERSION_CAPABILITY, "unknown"),
                    TreeMap::new,
                    Collectors.counting()));
    String each =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " of version " + entry.getKey())
            .collect(Collectors.joining(", "));
    return counts.size() > 1
        ? new Check("versions", State.WARN, "nodes differ: " + each)
        : new Check("versions", State.OK, each.isEmpty() ? "no other node is known" : each);
  }

  private Check councils(NodeView view) {
    Map<RegionName, Boolean> reached = new TreeMap<>();
    for (Member member : view.members()) {
      boolean alive =
          member.liveness() == Liveness.ALIVE
              && !member.peer().node().equals(identity.get().node());
      reached.merge(member.peer().region(), alive, Boolean::logicalOr);
    }
    boolean alone = view.members().size() < 2;
    String silent =
        reached.entrySet().stream()
            .filter(entry -> !entry.getValue() && !entry.getKey().equals(identity.get().region()))
            .map(entry -> entry.getKey().value())
            .collect(Collectors.joining(", "));
    if (alone) {
      return new Check(
          "peers", State.WARN, "no other node is known: give one with seeds in node.yaml");
    }
    return silent.isEmpty()
        ? new Check(
            "peers",
            State.OK,
            String.format(Locale.ROOT, "every one of %d regions answers", reached.size()))
        : new Check(
            "peers",
            State.WARN,
            "nobody answers in " + silent + ": nothing opens that waits for them");
  }
}
