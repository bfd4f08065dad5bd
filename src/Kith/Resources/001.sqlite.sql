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
