package dev.linnet.daemon.transport;

import dev.linnet.daemon.identity.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** TLS of an enrolled node without the rest of a node, nor a session that could be resumed. */
final class EnrolledTls {
  private static final char[] NO_PASSWORD = {};

  private EnrolledTls() {}

  static SSLContext of(NodeIdentity self) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, null);
    keys.setKeyEntry("node", self.tlsKey(), NO_PASSWORD, new Certificate[] {self.certificate()});
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, NO_PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(own.getKeyManagers(), new TrustManager[] {new MeshTrust(self, new Revoked())}, null);
    return tls;
  }

  /** A connection to this machine's mesh port. Its handshake is done on this side. */
  static SSLSocket dial(NodeIdentity self, int port) throws GeneralSecurityException, IOException {
    SSLSocket socket =
        (SSLSocket)
            of(self).getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
