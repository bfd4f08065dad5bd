-- How many requests of a tenant came in each of the last 60 seconds, over all servers. Lost in a crash of the database, which gives
-- everybody a fresh minute.
create unlogged table request_counts (
    tenant_id bigint primary key references tenants (id),
    counts bytea not null
);
