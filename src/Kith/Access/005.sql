-- The most requests of a tenant in a minute, where that is fewer than the server allows.
alter table tenants add column requests_per_minute bigint;
