-- The first answer to a request that a client may repeat.
create table idempotency (
    tenant_id bigint not null references tenants (id),
    api_key uuid not null,
    idempotency_key text collate "C" not null,
    fingerprint bytea not null, -- SHA-256 of method, path and body
    at bigint not null,
    status bigint not null,
    headers json not null,
    body bytea not null,
    primary key (tenant_id, api_key, idempotency_key)
);

create index idempotency_by_age on idempotency (tenant_id, at);
