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

create table secrets (
    name text primary key,
    value blob not null
) without rowid;
