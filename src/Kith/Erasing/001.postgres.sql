-- By what somebody who was erased would be recognised: hashed with a secret of the installation, so that nothing can be read from it.
create table erased_identifiers (
    tenant_id bigint not null references tenants (id),
    hash bytea not null, -- HMAC-SHA-256 of tenant, kind and normal form
    erasure_id uuid not null,
    primary key (tenant_id, hash)
);
