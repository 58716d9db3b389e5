package seodang.kube.apiserver.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// ServiceCIDRs and IPAddresses.
final class RangeRules {
  private RangeRules() {}

  static void serviceCidr(Field object, @Nullable Field old) {
    Field cidrs = object.at("spec", "cidrs");
    if (old != null && !cidrs.items().isEmpty()) {
      unchanged(cidrs, old.at("spec", "cidrs").items());
      return;
    }
    if (cidrs.isEmpty()) {
      cidrs.required("at least one CIDR required");
    } else if (cidrs.items().size() > 2) {
      cidrs.invalid("may only hold up to 2 values");
    } else {
      cidrs.items().forEach(Addresses::cidr);
    }
  }

  private static void unchanged(Field cidrs, List<Field> before) {
    List<Field> after = cidrs.items();
    if (after.size() != before.size()) {
      cidrs.invalid("field is immutable");
      return;
    }
    for (int i = 0; i < after.size(); i++) {
      if (!after.get(i).text().equals(before.get(i).text())) {
        after.get(i).invalid("field is immutable");
      }
    }
  }

  /// The name of an IPAddress is the address.
  static List<String> addressName(String name) {
    return Addresses.parse(name) == null
        ? List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        : List.of();
  }

  static void address(Field object, @Nullable Field old) {
    Field parent = object.at("spec", "parentRef");
    if (old != null) {
      parent.immutable(old.at("spec", "parentRef"));
      return;
    }
    if (!parent.present()) {
      parent.required();
      return;
    }
    if (!parent.text("group").isEmpty()) {
      parent.at("group").subdomain();
    }
    for (String field : List.of("resource", "name")) {
      if (parent.text(field).isEmpty()) {
        parent.at(field).required();
      } else {
        parent.at(field).invalidEach(Formats.pathSegment(parent.text(field), false));
      }
    }
  }
}
