package dev.linnet.daemon.access;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.ServerCertificate;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of both API ports, with a certificate that may change while they stand. */
final class ApiTls {
  private static final Logger LOG = LoggerFactory.getLogger(ApiTls.class);

  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final Supplier<ServerCertificate> source;
  private volatile ServerCertificate shown;
  private String complaint = "";

  /**
   * Shows a certificate until there is another.
   *
   * @param first that one; callers look at its time
   * @param source throws a {@link UserError} while what it has is not to be shown in its place
   */
  ApiTls(ServerCertificate first, Supplier<ServerCertificate> source) {
    this.source = source;
    this.shown = first;
    present(first);
  }

  private void present(ServerCertificate certificate) {
    keys.updateIdentityCredentials(
        certificate.chain().toArray(X509Certificate[]::new), certificate.key());
  }

  /** The server's own, of what is shown now. */
  X509Certificate shown() {
    return shown.chain().get(0);
  }

  /** Looks once whether there is another certificate, and never throws; one thread at a time. */
  void look() {
    try {
      ServerCertificate found = source.get();
      complaint = "";
      if (!found.shows(shown)) {
        present(found);
        shown = found;
        LOG.info(
            "the API shows another certificate, good until {}", shown().getNotAfter().toInstant());
      }
    } catch (UserError e) {
      complain(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      complain(e.toString());
    }
  }

  private void complain(String sentence) {
    if (!sentence.equals(complaint)) {
      complaint = sentence;
      LOG.warn("the API's certificate in use stays: {}", sentence);
    }
  }

  /** For gRPC. */
  SslContext grpc() {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(keys).protocols("TLSv1.3"))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("every platform of gRPC has TLS 1.3", e);
    }
  }

  /** For HTTP. Which names a request may ask for, {@link KnownHosts} says. */
  ServerConnector http(Server server, HttpConfiguration plain) {
    HttpConfiguration secure = new HttpConfiguration(plain);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(context());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    HttpConnectionFactory http = new HttpConnectionFactory(secure);
    return new ServerConnector(server, new SslConnectionFactory(tls, http.getProtocol()), http);
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
