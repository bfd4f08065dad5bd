using System.Text.Json;
using static Kith.Hydra.Declare;

namespace Kith.Media;

/// <summary>A picture that was uploaded; names after schema.org ImageObject.</summary>
internal static class MediaObject
{
    public static readonly Resource Resource = new Resource("media_objects", "MediaObject",
    [
        Text("name").Describe("The name of the file.", "portrait.jpg"),
        Text("description").Max(10_000).Describe("What the picture shows, for those who cannot see it."),
        Text("encodingFormat").ReadOnly().Describe("The media type in which it is kept.", "image/jpeg"),
        Integer("contentSize").ReadOnly().Describe("The size in bytes."),
        Integer("width").ReadOnly().Describe("The width in pixels."),
        Integer("height").ReadOnly().Describe("The height in pixels."),
        Instant("createdAt").SetAtCreation().Describe("When it was uploaded."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
        Computed("contentUrl", rendering => rendering.Links.Sign(rendering.Tenant, ContentPath($"{rendering.Id}")))
            .Describe("A signed link to the picture that a browser can load without a key; valid until the end of the next day (UTC)."),
        Computed("thumbnailUrl", rendering => rendering.Links.Sign(rendering.Tenant, ThumbnailPath($"{rendering.Id}")))
            .Describe("A signed link to a square thumbnail of 256 × 256 pixels."),
    ])
        .CreatedOtherwise()
        .Describe("A picture: JPEG, PNG, WebP or GIF of at most 10 MiB, kept without its metadata.");

    /// <summary>What holds between the documents and the bytes beside them.</summary>
    public static readonly IReadOnlyList<Invariant> Invariants =
    [
        new("a media object does not have its two contents:", () => Sql.Of($"""
            select m.tenant_id, m.id, count(c.variant) from media_objects m
            left join media_contents c on c.tenant_id = m.tenant_id and c.media_object_id = m.id
            group by m.tenant_id, m.id having count(c.variant) <> 2
            """)),
        new("a content has no media object:", () => Sql.Of($"""
            select c.tenant_id, c.media_object_id, c.variant from media_contents c
            where not exists (select 1 from media_objects m where m.tenant_id = c.tenant_id and m.id = c.media_object_id)
            """)),
        new("a content is not of the size that its media object says:", () => Sql.Of($"""
            select c.tenant_id, c.media_object_id, length(c.content) from media_contents c
            join media_objects m on m.tenant_id = c.tenant_id and m.id = c.media_object_id
            where c.variant = 'full' and length(c.content) <> cast(m.document ->> 'contentSize' as bigint)
            """)),
    ];

    /// <summary>The path, or the path template, of the picture itself.</summary>
    public static string ContentPath(string id) => $"/media_objects/{id}/content";

    /// <summary>The path, or the path template, of its thumbnail.</summary>
    public static string ThumbnailPath(string id) => $"/media_objects/{id}/thumbnail";

    /// <summary>The picture of a person or an organization.</summary>
    public static LinkField Avatar() => Link("avatar", to: () => Resource).WriteOnly().Describe("The picture to show as avatarUrl.");

    public static ComputedField AvatarUrl() => Computed("avatarUrl", rendering =>
        rendering.Hidden.ValueKind == JsonValueKind.Object && rendering.Hidden.TryGetProperty("avatar", out var avatar)
            ? rendering.Links.Sign(rendering.Tenant, ThumbnailPath($"{Iri.IdOf(avatar.GetString()!)}"))
            : null)
        .Describe("A signed link to the picture that a browser can load without a key; valid until the end of the next day (UTC).");
}
