package dev.linnet.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.core.mesh.NodeName;
import dev.linnet.core.mesh.RegionName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node takes up of its files, and what it leaves alone. */
final class RenewalsTest {
  private static final NodeName NODE = new NodeName("eu-7");
  private static final RegionName EU = new RegionName("eu");

  private final Path mesh;
  private final IdentityPaths paths;
  private final List<NodeIdentity> renewed = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Renewals renewals;

  RenewalsTest(@TempDir Path temp) {
    this.mesh = temp.resolve("mesh");
    MeshAuthority.init(mesh, "birds", Clock.systemUTC());
    this.paths = IdentityPaths.in(enroll("eu-7"));
    this.renewals =
        new Renewals(
            paths,
            IdentityFiles.load(paths, NODE, EU, Instant.now()),
            Clock.systemUTC(),
            new Renewals.Listener() {
              @Override
              public void renewed(NodeIdentity identity) {
                renewed.add(identity);
              }

              @Override
              public void refused(String sentence) {
                refused.add(sentence);
              }
            });
  }

  private Path enroll(String node) {
    return MeshAuthority.enroll(
        mesh, new NodeName(node), EU, EnrolOptions.DEFAULT, Clock.systemUTC());
  }

  @Test
  void installedCertificateIsTakenUpOnce() {
    renewals.look();
    assertThat(renewed).isEmpty();
    OwnIdentity own = new OwnIdentity(paths, NODE, EU);
    Path request = own.renew();
    renewals.look();
    Grant grant = new NodeRegister(mesh).sign(SigningRequest.load(request), Instant.now());
    renewals.look();
    assertThat(renewed).isEmpty();
    own.install(grant, request, Instant.now());
    renewals.look();
    renewals.look();
    assertThat(renewed).singleElement().isEqualTo(renewals.current());
    assertThat(renewals.current().certificate()).isEqualTo(grant.certificate());
    assertThat(refused).isEmpty();
  }

  @Test
  void brokenFileIsSaidOnceAndTheMendedOneTakenUp() throws Exception {
    NodeIdentity before = renewals.current();
    Grant grant =
        new NodeRegister(mesh)
            .sign(SigningRequest.load(new OwnIdentity(paths, NODE, EU).renew()), Instant.now());
    Path next = TlsKey.next(paths);
    Path aside = next.resolveSibling("aside");
    Files.move(next, aside);
    Secrets.replace(paths.certificate(), Pem.of(grant.certificate()).substring(0, 300));
    renewals.look();
    renewals.look();
    assertThat(refused).singleElement().asString().contains("node.crt: not the node's certificate");
    Secrets.replace(paths.certificate(), Pem.of(grant.certificate()));
    renewals.look();
    renewals.look();
    assertThat(refused).hasSize(2);
    assertThat(refused.get(1)).contains("the private key does not fit");
    assertThat(renewals.current()).isEqualTo(before);
    Files.move(aside, next);
    renewals.look();
    assertThat(renewed).singleElement().isEqualTo(renewals.current());
  }

  @Test
  void anotherNodesCertificateAndAnotherFactKeyAreNotTakenUp() throws Exception {
    NodeIdentity before = renewals.current();
    IdentityPaths other = IdentityPaths.in(enroll("eu-8"));
    String own = Files.readString(paths.certificate());
    Secrets.replace(paths.certificate(), Files.readString(other.certificate()));
    renewals.look();
    assertThat(refused).singleElement().asString().contains("of node eu-8, not of eu-7");

    Files.move(mesh.resolve("nodes/eu-8"), mesh.resolve("eu-8"));
    Secrets.replace(paths.certificate(), own);
    renewals.look();
    Files.move(mesh.resolve("nodes/eu-7"), mesh.resolve("old"));
    Path anew = enroll("eu-7");
    assertThat(anew).isEqualTo(paths.certificate().getParent());
    renewals.look();
    assertThat(refused).hasSize(2);
    assertThat(refused.get(1)).contains("fact key or authority changed with it");
    assertThat(renewals.current()).isEqualTo(before);
    assertThat(renewed).isEmpty();
  }
}
