-- The bytes of pictures, beside the documents that describe them.
create table media_contents (
    tenant_id integer not null references tenants (id),
    media_object_id blob not null,
    variant text not null, -- full or thumbnail
    media_type text not null,
    content blob not null,
    primary key (tenant_id, media_object_id, variant)
);
