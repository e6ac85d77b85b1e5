//! The store: one portable SQL on SQLite and PostgreSQL.
