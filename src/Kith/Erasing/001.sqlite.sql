-- By what somebody who was erased would be recognised: hashed with a secret of the installation, so that nothing can be read from it.
create table erased_identifiers (
    tenant_id integer not null references tenants (id),
    hash blob not null, -- HMAC-SHA-256 of tenant, kind and normal form
    erasure_id blob not null,
    primary key (tenant_id, hash)
) without rowid;
