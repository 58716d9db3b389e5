package seodang.world;

/// Something that lasts until it is closed.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
