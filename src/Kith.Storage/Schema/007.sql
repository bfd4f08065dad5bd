-- By which country the indexes of a tenant were made, while they are not yet made by its own.
alter table tenants add column indexed_country text;

-- Up to which tenant a rebuild goes; null for all.
alter table rebuilds add column last_tenant_id bigint;
