package dev.linnet.daemon.access;

import io.javalin.security.RouteRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a call takes: one of some roles. A call that says nothing takes {@link #CONTROL}. */
public enum Need implements RouteRole {
  /** No token: it gives away nothing that is not the same at every node. */
  NOTHING,
  ANY(Role.VIEW, Role.INFER, Role.CONTROL),
  VIEW(Role.VIEW, Role.CONTROL),
  INFER(Role.INFER, Role.CONTROL),
  CONTROL(Role.CONTROL);

  private final Set<Role> roles = EnumSet.noneOf(Role.class);

  Need(Role... roles) {
    this.roles.addAll(List.of(roles));
  }

  boolean allows(Role role) {
    return roles.contains(role);
  }

  /** The roles that do, for a person. */
  String words() {
    return roles.stream().map(Role::word).collect(Collectors.joining(" or "));
  }
}
