-- A key finds its tenant, so this one table is looked up without one.
create table api_keys (
    lookup bytea primary key, -- the first bytes of the hash
    hash bytea not null, -- SHA-256 of the key
    tenant_id bigint not null references tenants (id),
    id uuid not null,
    user_id uuid not null,
    scope text not null,
    hint text not null, -- how the key begins, to recognise it by
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint
);

create unique index api_keys_of_tenant on api_keys (tenant_id, id);

create table secrets (
    name text collate "C" primary key,
    value bytea not null
);
