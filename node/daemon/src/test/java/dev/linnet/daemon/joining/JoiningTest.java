package dev.linnet.daemon.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linnet.core.mesh.Address;
import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import dev.linnet.core.trust.Bytes;
import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.EnrolOptions;
import dev.linnet.daemon.identity.IdentityFiles;
import dev.linnet.daemon.identity.IdentityPaths;
import dev.linnet.daemon.identity.JoinIdentity;
import dev.linnet.daemon.identity.JoinTokens;
import dev.linnet.daemon.identity.MeshAuthority;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.Passphrases;
import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.identity.TokenFiles;
import dev.linnet.daemon.ports.Guesses;
import dev.linnet.proto.v1.AdmitRequest;
import dev.linnet.proto.v1.AdmitResponse;
import dev.linnet.proto.v1.JoinGrpc;
import dev.linnet.testmesh.HostileHttp2;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices and the authority's process, over real TLS. */
final class JoiningTest {
  private static final RegionName EU = new RegionName("eu");
  private static final NodeName NODE = new NodeName("eu-7");

  /** More than are borne, and few enough for the server's farewell to be read. */
  private static final int RESETS = 100;

  private final Clock clock = Clock.systemUTC();
  private final Path temp;
  private final Path mesh;
  private final Path home;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  JoiningTest(@TempDir Path temp) {
    this.temp = temp;
    this.mesh = temp.resolve("authority/mesh");
    this.home = temp.resolve("device/home");
    MeshAuthority.init(mesh, "birds", clock);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Address serve(Path directory, Consumer<String> listener) {
    JoinServer server =
        JoinServer.start(directory, Passphrases.NONE, "127.0.0.1", 0, clock, listener);
    open.add(server);
    return new Address("127.0.0.1", server.port());
  }

  private JoinToken token(Path directory, Address address) {
    Instant now = clock.instant();
    TokenFiles.Made made = new JoinTokens(directory).create(EU, null, now.plusSeconds(3_600), now);
    return new JoinToken(
        address,
        "birds",
        Joining.digest(MeshAuthority.certificate(directory)),
        EU,
        null,
        List.of(new Address("192.0.2.9", 7700)),
        made.id(),
        made.secret());
  }

  private static JoinToken withSecret(JoinToken token, Bytes secret) {
    return new JoinToken(
        token.address(),
        token.mesh(),
        token.authority(),
        token.region(),
        token.node(),
        token.seeds(),
        token.id(),
        secret);
  }

  private NodeIdentity join(JoinToken token, NodeName node, Path directory) {
    return Joining.join(token, node, directory, EnrolOptions.DEFAULT, clock);
  }

  private NodeIdentity identity(Path directory) {
    return IdentityFiles.load(IdentityPaths.in(directory), NODE, EU, clock.instant());
  }

  private List<String> filesOfTheDevice() throws IOException {
    if (!Files.exists(home.getParent())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(home.getParent())) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  private void assertRefused(JoinToken token, int exitCode, String why) {
    assertThatThrownBy(() -> join(token, NODE, home))
        .isInstanceOfSatisfying(
            UserError.class, error -> assertThat(error.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(why);
  }

  @Test
  void deviceHasAllAndTheAuthorityHasSeenNoPrivateKey() throws Exception {
    NodeIdentity joined = join(token(mesh, serve(mesh, told::add)), NODE, home);
    assertThat(identity(home).certificate()).isEqualTo(joined.certificate());
    assertThat(SpiffeId.of(joined.certificate())).contains(new SpiffeId("birds", EU, NODE));
    assertThat(Files.readString(home.resolve("node.yaml"))).contains("- \"192.0.2.9:7700\"");
    assertThat(home.resolveSibling(".home.joining")).doesNotExist();
    assertThat(told).containsExactly("joined: node eu-7 of region eu, from 127.0.0.1");
    try (Stream<Path> files = Files.walk(mesh.resolve("nodes"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("PRIVATE KEY");
      }
    }
  }

  @Test
  void tokenWorksOnceAndTheLoserIsLeftWithNothing() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    join(token, new NodeName("eu-1"), temp.resolve("first"));
    assertRefused(
        token, UserError.REFUSED, "the authority refuses: the token was used by node eu-1");
    assertThat(filesOfTheDevice()).isEmpty();
    assertThat(mesh.resolve("nodes/eu-7")).doesNotExist();
  }

  @Test
  void answerThatWasLostIsAskedForAgainWithTheSameKeys() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    Address address =
        serve(
            mesh,
            line -> {
              if (answers.incrementAndGet() == 1) {
                throw new IllegalStateException("the process dies after it signed");
              }
            });
    JoinToken token = token(mesh, address);
    assertRefused(token, UserError.UNREACHABLE, "run the same again");
    assertThat(mesh.resolve("nodes/eu-7")).exists();
    Path begun = home.resolveSibling(".home.joining");
    String factKey = Files.readString(begun.resolve("fact.key"));

    assertThatThrownBy(() -> join(token, new NodeName("eu-8"), home))
        .hasMessageContaining("holds the beginning of spiffe://birds/region/eu/node/eu-7");
    join(token, NODE, home);
    assertThat(Files.readString(home.resolve("fact.key"))).isEqualTo(factKey);
    assertThat(begun).doesNotExist();
  }

  @Test
  void deviceThatDiedBeforeTheLastRenameGoesOnAlone() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    join(token, NODE, home);
    Files.move(home, home.resolveSibling(".home.joining"));
    open.remove(0).close();
    assertThat(join(token, NODE, home).node()).isEqualTo(NODE);
    assertThat(identity(home).node()).isEqualTo(NODE);
  }

  @Test
  void nobodyThereLeavesNothing() throws Exception {
    Address address = serve(mesh, told::add);
    JoinToken token = token(mesh, address);
    open.remove(0).close();
    assertRefused(token, UserError.UNREACHABLE, "nobody admits devices at " + address);
    assertThat(filesOfTheDevice()).isEmpty();
  }

  /** Writes down what it was sent. */
  private static final class Listening extends JoinGrpc.JoinImplBase {
    private final List<AdmitRequest> heard = new CopyOnWriteArrayList<>();

    @Override
    public void admit(AdmitRequest asked, StreamObserver<AdmitResponse> responses) {
      heard.add(asked);
      responses.onNext(AdmitResponse.getDefaultInstance());
      responses.onCompleted();
    }
  }

  private Address listen(Listening service, PrivateKey key, X509Certificate... chain)
      throws Exception {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(key, chain)).build())
            .addService(service)
            .build()
            .start();
    open.add(server::shutdownNow);
    return new Address("127.0.0.1", server.getPort());
  }

  @Test
  void nodeOfTheMeshIsToldNothingThoughItsCertificateIsOfTheSameAuthority() throws Exception {
    Path enrolled =
        MeshAuthority.enroll(mesh, new NodeName("eu-1"), EU, EnrolOptions.DEFAULT, clock);
    NodeIdentity node =
        IdentityFiles.load(IdentityPaths.in(enrolled), new NodeName("eu-1"), EU, clock.instant());
    Listening service = new Listening();
    Address address = listen(service, node.tlsKey(), node.certificate(), node.authority());
    assertRefused(
        token(mesh, address),
        UserError.REFUSED,
        "whoever answers at " + address + " is not believed");
    assertThat(service.heard).isEmpty();
    assertThat(filesOfTheDevice()).isEmpty();
  }

  @Test
  void serverOfAnotherMeshUnderTheSameAuthorityIsToldNothing() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    JoinToken bees =
        new JoinToken(
            token.address(),
            "bees",
            token.authority(),
            token.region(),
            null,
            List.of(),
            token.id(),
            token.secret());
    assertRefused(
        bees, UserError.REFUSED, "its certificate is not that of who admits devices to mesh bees");
    assertThat(told).isEmpty();
  }

  @Test
  void otherAuthorityOfTheSameMeshIsToldNothing() throws Exception {
    Path other = temp.resolve("other");
    MeshAuthority.init(other, "birds", clock);
    JoinIdentity impostor = JoinIdentity.of(new NodeRegister(other), clock.instant());
    JoinIdentity real = JoinIdentity.of(new NodeRegister(mesh), clock.instant());
    Listening service = new Listening();
    Address alone = listen(service, impostor.key(), impostor.certificate(), impostor.authority());
    assertRefused(
        token(mesh, alone), UserError.REFUSED, "it is not of the authority that was named");
    Address besideTheRealOne =
        listen(service, impostor.key(), impostor.certificate(), real.authority());
    assertRefused(
        token(mesh, besideTheRealOne), UserError.REFUSED, "not signed by the mesh's authority");
    assertThat(service.heard).isEmpty();
    assertThat(filesOfTheDevice()).isEmpty();
  }

  @Test
  void whoGuessesIsLookedAtNoMore() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    JoinToken wrong = withSecret(token, Bytes.copyOf(new byte[32]));
    for (int i = 0; i < Guesses.MOST; i++) {
      assertRefused(wrong, UserError.REFUSED, "there is no such token");
    }
    assertRefused(token, UserError.FAILED, "too much came wrong from this address");
    assertThat(told)
        .hasSize(Guesses.MOST)
        .containsOnly("refused 127.0.0.1: there is no such token");
    assertThat(filesOfTheDevice()).isEmpty();
  }

  @Test
  void nodeRenewsItselfAndNobodyElseDoes() throws Exception {
    Address address = serve(mesh, told::add);
    NodeIdentity before = join(token(mesh, address), NODE, home);
    NodeIdentity after = Joining.renew(IdentityPaths.in(home), NODE, EU, address, clock);
    assertThat(identity(home).certificate()).isEqualTo(after.certificate());
    assertThat(after.certificate().getPublicKey())
        .isNotEqualTo(before.certificate().getPublicKey());

    Files.move(mesh.resolve("nodes/eu-7"), temp.resolve("aside"));
    assertThatThrownBy(() -> Joining.renew(IdentityPaths.in(home), NODE, EU, address, clock))
        .hasMessage(
            "the authority refuses: node eu-7: is not enrolled, so that there is nothing"
                + " to renew");
    assertThat(mesh.resolve("nodes/eu-7")).doesNotExist();
    MeshAuthority.enroll(mesh, NODE, EU, EnrolOptions.DEFAULT, clock);
    assertThatThrownBy(() -> Joining.renew(IdentityPaths.in(home), NODE, EU, address, clock))
        .hasMessage(
            "the authority refuses: node eu-7: already enrolled with another fact key, and only"
                + " that one renews");
    assertThat(identity(home).certificate()).isEqualTo(after.certificate());
  }

  @Test
  void nodeWhoseCertificateIsOverRenewsItselfToo() {
    Path old = temp.resolve("old");
    Clock longAgo = Clock.offset(clock, Duration.ofDays(-500));
    MeshAuthority.init(old, "birds", longAgo);
    Path device = MeshAuthority.enroll(old, NODE, EU, EnrolOptions.DEFAULT, longAgo);
    assertThatThrownBy(() -> identity(device)).hasMessageContaining("the certificate expired on");
    NodeIdentity renewed =
        Joining.renew(IdentityPaths.in(device), NODE, EU, serve(old, told::add), clock);
    assertThat(identity(device).certificate()).isEqualTo(renewed.certificate());
  }

  @Test
  void oneAddressHoldsSoManyConnectionsAndNoMore() throws Exception {
    Address address = serve(mesh, told::add);
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < JoinServer.ROOM.mostOfOne(); i++) {
        Socket socket = new Socket(InetAddress.getByName(address.host()), address.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
        held.add(socket);
      }
      try (Socket more = new Socket(InetAddress.getByName(address.host()), address.port())) {
        more.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
        assertThat(ended(more)).isTrue();
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void whoResetsWithoutEndIsCutOff() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    Address address = token.address();
    SSLSocket socket =
        (SSLSocket) trusting(mesh).getSocketFactory().createSocket(address.host(), address.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    try (HostileHttp2 connection = new HostileHttp2(socket, "/linnet.v1.Join/Admit")) {
      for (int count = 0; count < RESETS; count++) {
        connection.openAndReset();
      }
      assertThat(connection.closedWith()).isEqualTo(HostileHttp2.ENHANCE_YOUR_CALM);
    } catch (SocketException cutOff) {
      // The server closed while frames were still being written: the end, without its farewell.
      assertThat(cutOff).hasMessageMatching("Broken pipe.*|Connection reset.*|.*closed.*");
    }
  }

  private static SSLContext trusting(Path directory) throws Exception {
    KeyStore authority = KeyStore.getInstance(KeyStore.getDefaultType());
    authority.load(null, null);
    authority.setCertificateEntry("authority", MeshAuthority.certificate(directory));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  @Test
  void requestThatProvesNothingIsAGuess() throws Exception {
    JoinToken token = token(mesh, serve(mesh, told::add));
    try (RawJoin raw = new RawJoin(token)) {
      for (String request : List.of("", "{}", "x".repeat(20_000))) {
        assertThat(raw.admit(request)).startsWith("INVALID_ARGUMENT: the request is wrong: ");
      }
      assertThat(raw.admit("x".repeat(40_000))).startsWith("RESOURCE_EXHAUSTED: ");
    }
    assertThat(told).hasSize(3).allMatch(line -> line.startsWith("refused 127.0.0.1: "));
    assertThat(new JoinTokens(mesh).all()).allMatch(known -> known.usedBy() == null);
  }
}
