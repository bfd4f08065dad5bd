using System.Text.Json.Nodes;
using static Kith.Hydra.Declare;

namespace Kith.Backups;

/// <summary>A backup: one that is made, or will be, or could not be.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="State">One of the states below.</param>
internal sealed record Backup(Guid Id, DateTimeOffset CreatedAt, string State)
{
    /// <summary>Another one is being made first.</summary>
    public const string Waiting = "waiting";

    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>How it is described, and answered.</summary>
    public static readonly Resource Resource = new Resource("backups", "Backup",
    [
        Instant("createdAt").ReadOnly().Describe("When it was asked for. What was acknowledged before is in it."),
        Choice("state", Waiting, Running, Done, Failed).ReadOnly().Describe("How far it is.", Done),
        Integer("contentSize").ReadOnly().Describe("How many bytes the file has; while it is made, how many are written.", 3_211_264),
        Integer("expectedSize").ReadOnly().Describe("How many bytes it will have, about; absent where that is not known, and when it is made.", 3_211_264),
        Text("path").ReadOnly().Describe("Where the file is on the server, for `kith restore`; absent until it is made.", $"/var/lib/kith/data/backups/20260501T093000Z-{Iri.SampleId}.kith"),
        Text("contentUrl").ReadOnly().Describe("Where the file is downloaded; absent until it is made.", $"/backups/{Iri.SampleId}/content"),
        Text("error").ReadOnly().Describe("Why there is none; absent unless it failed.", "There is no room for it in /var/lib/kith/data/backups."),
    ])
        .MadeByServer("newest first")
        .Describe("A backup of the whole database, all tenants included, in one file that the server keeps. Only admins of the first tenant know of backups.");

    /// <summary>How many bytes there are.</summary>
    public long ContentSize { get; init; }

    /// <summary>How many there will be; null where that is not known.</summary>
    public long? ExpectedSize { get; init; }

    /// <summary>The file; null until there is one.</summary>
    public string? Path { get; init; }

    /// <summary>Why there is none; null unless it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The path of its file in the API.</summary>
    public string ContentUrl => $"{Iri.Of(Resource, Id)}/content";

    /// <summary>What the journal keeps of it: the rest is the business of the server's disk.</summary>
    public byte[] Recorded() => Json.Bytes(new JsonObject { ["id"] = Id.ToString(), ["createdAt"] = Instants.Print(CreatedAt) });

    /// <summary>As the API answers it.</summary>
    public JsonObject ToJson(Format format, bool isMember, bool idsOnly = false)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd && !isMember)
            json["@context"] = $"/contexts/{Resource.Type}";
        if (format == Format.JsonLd)
        {
            json["@id"] = Iri.Of(Resource, Id);
            json["@type"] = Resource.Type;
        }
        json["id"] = Id.ToString();
        if (idsOnly)
            return json;
        json["createdAt"] = Instants.Print(CreatedAt);
        json["state"] = State;
        json["contentSize"] = ContentSize;
        if (ExpectedSize is { } expected)
            json["expectedSize"] = expected;
        if (Path is not null)
        {
            json["path"] = Path;
            json["contentUrl"] = ContentUrl;
        }
        if (Error is not null)
            json["error"] = Error;
        return json;
    }
}
