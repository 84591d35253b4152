package dev.linnet.daemon.dashboard;

import com.google.protobuf.ByteString;
import dev.linnet.core.trust.Digest;
import dev.linnet.daemon.access.Need;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page's own files, from the class path, under {@code /dashboard/}. They are the same at every
 * node, so nobody needs a token for them. A browser keeps them and asks each time whether they are
 * still the same, so no page survives an upgrade of its node.
 */
final class Assets {
  /**
   * Nothing but files of this node runs, styles, or is asked; nobody frames it. Texts of peers are
   * only ever text; should one become markup by a mistake, it still runs nothing.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml; charset=utf-8");

  private static final String[] NAMES = {
    "index.html",
    "sign-in.html",
    "sign-in.js",
    "linnet.css",
    "icon.svg",
    "main.js",
    "api.js",
    "dom.js",
    "morph.js",
    "format.js",
    "parts.js",
    "mesh.js",
    "rollouts.js",
    "rollout.js",
    "models.js",
    "node.js"
  };

  private record Asset(ByteString content, String type, String tag) {}

  private final Map<String, Asset> assets = new TreeMap<>();

  Assets() {
    for (String name : NAMES) {
      assets.put(name, read(name));
    }
  }

  private static Asset read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream("/dashboard/" + name)) {
      if (in == null) {
        throw new IllegalStateException("dashboard/" + name + " is not in the program's package");
      }
      byte[] content = in.readAllBytes();
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("dashboard/" + name + ": no type is known for it");
      }
      // Weak: the server may compress it, and then sends other bytes.
      String tag = "W/\"" + Digest.of(content).hex().substring(0, 32) + "\"";
      return new Asset(ByteString.copyFrom(content), type, tag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void register(Routes routes) {
    routes.get("/", Need.NOTHING, context -> redirect(context, "dashboard/"));
    // Both with the slash at the end and without it: the page's own paths are relative to it.
    routes.get(
        "/dashboard",
        Need.NOTHING,
        context -> {
          if (context.path().endsWith("/")) {
            answer(context, "index.html");
          } else {
            redirect(context, "dashboard/");
          }
        });
    routes.get(
        "/dashboard/<file>", Need.NOTHING, context -> answer(context, context.pathParam("file")));
  }

  /** Relative, so that a proxy may put the node under a path of its own. */
  private static void redirect(Context context, String to) {
    context.status(302).header("Location", to).header("Cache-Control", "no-cache");
  }

  private void answer(Context context, String name) {
    Answer.headers(context);
    context.header("Content-Security-Policy", POLICY).header("Referrer-Policy", "no-referrer");
    Asset asset = assets.get(name);
    if (asset == null) {
      context
          .status(404)
          .contentType("text/plain; charset=utf-8")
          .result("there is no page " + context.path() + "; the dashboard is at /dashboard/\n");
      return;
    }
    context.header("Cache-Control", "no-cache").header("ETag", asset.tag());
    String known = context.header("If-None-Match");
    if (known != null && (known.equals("*") || known.contains(asset.tag()))) {
      context.status(304);
      return;
    }
    context.contentType(asset.type()).result(asset.content().newInput());
  }
}
