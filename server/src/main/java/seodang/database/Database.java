package seodang.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open database.
///
/// H2 answers a commit before its file holds it, so a killed process could lose what was already
/// acknowledged. [#durably] therefore ends with a flush, shared by all who wait for one at the same
/// moment. PostgreSQL's commit is durable by itself.
public final class Database implements AutoCloseable {
  /// Lower-case names, nulls last and values in rows as PostgreSQL has them; the lock file tells a
  /// second server that the first still runs.
  private static final String H2_OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE"
          + ";DB_CLOSE_DELAY=-1;MAX_LENGTH_INPLACE_LOB=262144";

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final boolean flushes;
  private final AtomicLong commits = new AtomicLong();
  private final ReentrantLock flushing = new ReentrantLock();
  private long flushed;

  private Database(HikariDataSource pool, boolean flushes) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.flushes = flushes;
  }

  /// Opens the database and brings its tables up to date.
  public static Database open(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.isH2() ? settings.url() + H2_OPTIONS : settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    config.setMinimumIdle(1);
    config.setPoolName("database");
    HikariDataSource pool = new HikariDataSource(config);
    try {
      Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return new Database(pool, settings.url().startsWith("jdbc:h2:file:"));
  }

  /// Reads, in a transaction of its own.
  public <T> T read(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(work);
  }

  /// Writes in one transaction; when this returns, the work survives `kill -9`.
  public <T> T durably(HandleCallback<T, RuntimeException> work) {
    T result = jdbi.inTransaction(work);
    flush();
    return result;
  }

  /// As [#durably], without an answer.
  public void durablyDo(HandleConsumer<RuntimeException> work) {
    jdbi.useTransaction(work);
    flush();
  }

  /// Writes in one transaction whose loss within the last second would hurt nobody.
  public void lazilyDo(HandleConsumer<RuntimeException> work) {
    jdbi.useTransaction(work);
  }

  private void flush() {
    if (!flushes) {
      return;
    }
    long mine = commits.incrementAndGet();
    flushing.lock();
    try {
      if (flushed >= mine) {
        return;
      }
      long upTo = commits.get();
      jdbi.useHandle(handle -> handle.execute("CHECKPOINT"));
      flushed = upTo;
    } finally {
      flushing.unlock();
    }
  }

  @Override
  public void close() {
    if (flushes) {
      shutDown();
    }
    pool.close();
  }

  /// H2's orderly end: the file is compacted and its lock given back.
  private void shutDown() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      LOG.debug("the connection ended with the database", e);
    }
  }
}
