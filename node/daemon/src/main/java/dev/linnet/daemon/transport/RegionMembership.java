package dev.linnet.daemon.transport;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.Peer;
import dev.linnet.daemon.Later;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.ports.Addresses;
import dev.linnet.proto.v1.Membership;
import io.scalecube.cluster.ClusterConfig;
import io.scalecube.cluster.ClusterImpl;
import io.scalecube.cluster.ClusterMessageHandler;
import io.scalecube.cluster.Member;
import io.scalecube.cluster.membership.MembershipEvent;
import io.scalecube.cluster.metadata.MetadataCodec;
import io.scalecube.cluster.transport.api.Message;
import io.scalecube.cluster.transport.api.MessageCodec;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The membership of this node's region: SWIM by ScaleCube.
 *
 * <p>The intervals. Each node pings one member every 2 s and gives it 1.2 s, then asks two others
 * to try in the remaining 800 ms. Whoever fails is suspected, and gone after {@code SUSPICION_MULT
 * * ceilLog2(members) * 2 s}: 4 s among 3 nodes, 6 s up to 7, 8 s up to 15. With the wait for the
 * next ping, a dead member is noticed within 7 to 13 s in those. A device whose processors are
 * taken for a second or two answers no ping, yet is alive: it has the whole time of suspicion to
 * object, and one that was paused for 2 s has as long again to be heard. Lifeguard, which stretches
 * the suspicion only while a node sees that it is late itself, would find the dead sooner, and
 * ScaleCube has none of it.
 *
 * <p>Members compare their tables with a random other every 5 s, which is also how a node finds its
 * region after a partition. What one learns of another's table it gossips anew, though all may know
 * it, to {@code GOSSIP_FANOUT} members in each of {@code GOSSIP_REPEAT_MULT * ceilLog2(members)}
 * rounds. Where processors are short, that is work that makes pings late, and late pings are news
 * to be compared and gossiped: with tables compared every 2 s, pings every 500 ms and three times
 * as many rounds, 17 nodes on two processors sent 900 messages a second each, and did nothing else.
 * At these intervals it is 10, and {@link GossipGathering} lets gossips travel together.
 */
final class RegionMembership {
  /** Stands for any known node of the region; the transport chooses anew at each send. */
  static final String SEED = "region.seed:1";

  private static final int PING_INTERVAL_MILLIS = 2_000;
  private static final int PING_TIMEOUT_MILLIS = 1_200;
  private static final int PING_HELPERS = 2;
  private static final int SUSPICION_MULT = 1;
  private static final int SYNC_INTERVAL_MILLIS = 5_000;
  private static final int SYNC_TIMEOUT_MILLIS = 1_000;
  private static final int METADATA_TIMEOUT_MILLIS = 1_000;
  private static final int GOSSIP_INTERVAL_MILLIS = 200;
  private static final int GOSSIP_FANOUT = 3;
  private static final int GOSSIP_REPEAT_MULT = 1;
  private static final Duration LEAVE_TIMEOUT = Duration.ofMillis(1_500);

  /** Takes a frame to a member. */
  interface Carrier {
    /**
     * Queues a frame.
     *
     * @param address {@code HOST:PORT}, or {@link #SEED}
     * @param node who is known to be a member there; null for who is none yet
     * @return false if the frame was dropped
     */
    boolean send(String address, @Nullable NodeName node, Membership frame);
  }

  private final NodeIdentity self;
  private final MeshTransport.Handler handler;
  private final Map<String, Address> members = new ConcurrentHashMap<>();
  private final MembershipTransport transport;
  private final ClusterImpl cluster;
  private final Disposable starting;

  private RegionMembership(
      NodeIdentity self,
      Address advertised,
      Carrier carrier,
      MeshTransport.Handler handler,
      Later later,
      Refusals refusals) {
    this.self = self;
    this.handler = handler;
    String namespace = self.mesh() + "/" + self.region();
    this.transport =
        new MembershipTransport(
            advertised.toString(),
            new MembershipCodec(namespace),
            (to, frame) -> carrier.send(to, memberAt(to), frame),
            this::isMember,
            handler::onRoundTrip,
            later);
    this.cluster =
        new ClusterImpl(config(self, namespace))
            .transport(
                options ->
                    options.transportFactory(ignored -> transport).messageCodec(new NoCodec()))
            .handler(ignored -> new Events());
    this.starting =
        cluster
            .start()
            .subscribe(
                started -> {},
                failure -> refusals.refuse("membership of the region did not start: " + failure));
  }

  /**
   * Starts; members are reported as they are found.
   *
   * @throws UserError if this machine's own name does not resolve, which ScaleCube needs
   */
  static RegionMembership start(
      NodeIdentity self,
      Address advertised,
      Carrier carrier,
      MeshTransport.Handler handler,
      Later later,
      Refusals refusals) {
    try {
      InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      throw new UserError(
          UserError.FAILED,
          "this machine's host name does not resolve: add it to /etc/hosts ("
              + e.getMessage()
              + ")",
          e);
    }
    return new RegionMembership(self, advertised, carrier, handler, later, refusals);
  }

  private static ClusterConfig config(NodeIdentity self, String namespace) {
    return ClusterConfig.defaultLanConfig()
        .memberId(self.node().value())
        .metadataTimeout(METADATA_TIMEOUT_MILLIS)
        .metadataCodec(new NoMetadata())
        .failureDetector(
            options ->
                options
                    .pingInterval(PING_INTERVAL_MILLIS)
                    .pingTimeout(PING_TIMEOUT_MILLIS)
                    .pingReqMembers(PING_HELPERS))
        .gossip(
            options ->
                options
                    .gossipInterval(GOSSIP_INTERVAL_MILLIS)
                    .gossipFanout(GOSSIP_FANOUT)
                    .gossipRepeatMult(GOSSIP_REPEAT_MULT))
        .membership(
            options ->
                options
                    .namespace(namespace)
                    .seedMembers(SEED)
                    .suspicionMult(SUSPICION_MULT)
                    .syncInterval(SYNC_INTERVAL_MILLIS)
                    .syncTimeout(SYNC_TIMEOUT_MILLIS));
  }

  MembershipTransport transport() {
    return transport;
  }

  /** The other members, by name. */
  Set<String> members() {
    return Set.copyOf(members.keySet());
  }

  private @Nullable NodeName memberAt(String address) {
    for (Map.Entry<String, Address> member : members.entrySet()) {
      if (member.getValue().toString().equals(address)) {
        return new NodeName(member.getKey());
      }
    }
    return null;
  }

  private boolean isMember(String id) {
    return members.containsKey(id) || id.equals(self.node().value());
  }

  /** Tells the region that this node leaves, for a short while at most, and stops. */
  void leave() {
    cluster.shutdown();
    try {
      cluster.onShutdown().block(LEAVE_TIMEOUT);
    } catch (IllegalStateException e) {
      // The region did not take the news in time; it will notice by itself.
      transport.stop().block();
    }
    starting.dispose();
  }

  /** Stops without a word, as a crash does. */
  void abort() {
    transport.stop().block();
    cluster.shutdown();
    starting.dispose();
  }

  private final class Events implements ClusterMessageHandler {
    @Override
    public void onMembershipEvent(MembershipEvent event) {
      Member member = event.member();
      NodeName node = new NodeName(member.id());
      if (event.isAdded()) {
        Address address = Addresses.parse(member.address());
        members.put(member.id(), address);
        handler.onPeerUp(new Peer(node, self.region(), address));
      } else if (event.isRemoved() || event.isLeaving()) {
        if (event.isRemoved()) {
          members.remove(member.id());
        }
        handler.onPeerDown(node, false);
      }
    }
  }

  /** Members carry no metadata: all that is to be known of a node is in its signed record. */
  private static final class NoMetadata implements MetadataCodec {
    @Override
    public Object deserialize(ByteBuffer buffer) {
      return "";
    }

    @Override
    public ByteBuffer serialize(Object metadata) {
      return ByteBuffer.allocate(0);
    }
  }

  /** Stands where ScaleCube wants a codec; {@link MembershipCodec} does the work. */
  private static final class NoCodec implements MessageCodec {
    @Override
    public Message deserialize(InputStream stream) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void serialize(Message message, OutputStream stream) {
      throw new UnsupportedOperationException();
    }
  }
}
