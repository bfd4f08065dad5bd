-- What is not derived from the declarations of resources. Tenants are global; everything else is led by its tenant.

create table tenants (
    id integer primary key,
    name text not null unique,
    country text not null,
    revision integer not null default 0, -- of the last journal entry
    created_at integer not null -- Unix milliseconds, as every moment below
);

create table journal (
    tenant_id integer not null references tenants (id),
    revision integer not null,
    at integer not null,
    actor blob, -- a user; null for the program itself
    api_key blob, -- the key the user acted through
    cause text not null,
    batch integer not null, -- the first revision of the write that this entry is part of
    type text not null,
    id blob not null,
    before text, -- null for a creation
    after text, -- null for a deletion
    primary key (tenant_id, revision)
);

create index journal_of_resource on journal (tenant_id, type, id, revision);

create table totals (
    tenant_id integer not null references tenants (id),
    resource text not null,
    total integer not null,
    primary key (tenant_id, resource)
) without rowid;

-- Which declaration the indexes of a resource were derived by.
create table derived_indexes (
    resource text primary key,
    fingerprint text not null
) without rowid;
