-- The bytes of pictures, beside the documents that describe them.
create table media_contents (
    tenant_id bigint not null references tenants (id),
    media_object_id uuid not null,
    variant text collate "C" not null, -- full or thumbnail
    media_type text not null,
    content bytea not null,
    primary key (tenant_id, media_object_id, variant)
);
