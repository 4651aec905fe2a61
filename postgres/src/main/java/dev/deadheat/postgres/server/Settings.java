package dev.deadheat.postgres.server;

/// The server's configuration files.
///
/// Durability is off, for the data is thrown away. Whatever would let timing or chance change a
/// plan or take a lock behind our back is off too.
final class Settings {
  private Settings() {}

  /// The text of `postgresql.conf`.
  static String configuration(int port) {
    return """
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    max_connections = 200
    max_locks_per_transaction = 256
    shared_buffers = 64MB
    huge_pages = off
    # Not in /dev/shm, where a killed server would leave it.
    dynamic_shared_memory_type = mmap
    password_encryption = scram-sha-256

    fsync = off
    synchronous_commit = off
    full_page_writes = off
    wal_level = minimal
    max_wal_senders = 0
    checkpoint_timeout = 1h
    max_wal_size = 512MB
    bgwriter_lru_maxpages = 0

    autovacuum = off
    jit = off
    max_parallel_workers_per_gather = 0
    max_parallel_maintenance_workers = 0
    synchronize_seqscans = off

    log_min_messages = log
    log_checkpoints = off
    log_line_prefix = '%%t [%%p] '
    update_process_title = off
    timezone = 'UTC'
    log_timezone = 'UTC'
    datestyle = 'iso, mdy'
    lc_messages = 'C'
    default_text_search_config = 'pg_catalog.english'
    """
        .formatted(port);
  }

  /// The text of `pg_hba.conf`: nobody without a password, and nobody from afar.
  static String access() {
    return "host all all 127.0.0.1/32 scram-sha-256\n";
  }
}
