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

-- A key finds its tenant, so this one table is looked up without one.
create table api_keys (
    lookup blob primary key, -- the first bytes of the hash
    hash blob not null, -- SHA-256 of the key
    tenant_id integer not null references tenants (id),
    id blob not null,
    user_id blob not null,
    scope text not null,
    hint text not null, -- how the key begins, to recognise it by
    created_at integer not null,
    expires_at integer,
    revoked_at integer
) without rowid;

create unique index api_keys_of_tenant on api_keys (tenant_id, id);

-- The first answer to a request that a client may repeat.
create table idempotency (
    tenant_id integer not null references tenants (id),
    api_key blob not null,
    idempotency_key text not null,
    fingerprint blob not null, -- SHA-256 of method, path and body
    at integer not null,
    status integer not null,
    headers text not null, -- a JSON object
    body blob not null,
    primary key (tenant_id, api_key, idempotency_key)
);

create index idempotency_by_age on idempotency (tenant_id, at);

create table media_contents (
    tenant_id integer not null references tenants (id),
    media_object_id blob not null,
    variant text not null, -- full or thumbnail
    media_type text not null,
    content blob not null,
    primary key (tenant_id, media_object_id, variant)
);

create table secrets (
    name text primary key,
    value blob not null
) without rowid;
