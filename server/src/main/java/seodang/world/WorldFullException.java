package seodang.world;

/// As many clusters are in use as this server may hold.
public final class WorldFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WorldFullException(int limit) {
    super("all " + limit + " places for clusters are in use");
  }
}
