package dev.linnet.daemon.transport;

import io.scalecube.cluster.transport.api.Message;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * ScaleCube's requests to take gossips, put together and taken apart. It makes one for each gossip,
 * and reads as many out of one as there are.
 */
final class GossipRequests {
  static final String QUALIFIER = "sc/gossip/req";

  private static final String PACKAGE = "io.scalecube.cluster.gossip.";
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodHandle OF = constructor("GossipRequest", List.class, String.class);
  private static final MethodHandle GOSSIPS = getter("GossipRequest", "gossips");
  private static final MethodHandle FROM = getter("GossipRequest", "from");
  private static final MethodHandle ORIGIN = getter("Gossip", "gossiperId");

  private GossipRequests() {}

  static boolean is(Message message) {
    return QUALIFIER.equals(message.qualifier());
  }

  /** One request with the gossips of all of these, which this node makes for one member. */
  static Message together(List<Message> requests) {
    List<Object> gossips = new ArrayList<>();
    requests.forEach(request -> gossips.addAll(gossips(request)));
    return with(requests.get(0), gossips);
  }

  /** The request without what others started; empty if nothing is left. */
  static Optional<Message> startedBy(Predicate<String> origin, Message request) {
    List<?> left =
        gossips(request).stream()
            .filter(gossip -> origin.test((String) call(ORIGIN, gossip)))
            .toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(with(request, left));
  }

  private static Message with(Message request, List<?> gossips) {
    Object from = call(FROM, (Object) request.data());
    return Message.withHeaders(request.headers()).data(call(OF, gossips, from)).build();
  }

  private static List<?> gossips(Message request) {
    return (List<?>) call(GOSSIPS, (Object) request.data());
  }

  private static Object call(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("ScaleCube's own reading and making throws nothing", e);
    }
  }

  private static MethodHandle constructor(String type, Class<?>... parameters) {
    try {
      Constructor<?> constructor = Class.forName(PACKAGE + type).getConstructor(parameters);
      constructor.setAccessible(true);
      return LOOKUP.unreflectConstructor(constructor);
    } catch (ReflectiveOperationException e) {
      throw otherwise(type, e);
    }
  }

  private static MethodHandle getter(String type, String name) {
    try {
      Method getter = Class.forName(PACKAGE + type).getMethod(name);
      getter.setAccessible(true);
      return LOOKUP.unreflect(getter);
    } catch (ReflectiveOperationException e) {
      throw otherwise(type + "." + name, e);
    }
  }

  private static IllegalStateException otherwise(String what, ReflectiveOperationException e) {
    return new IllegalStateException(what + " is made otherwise in this ScaleCube", e);
  }
}
