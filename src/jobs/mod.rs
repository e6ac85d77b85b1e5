//! Jobs: queue, worker pool, one kind of job a file.
