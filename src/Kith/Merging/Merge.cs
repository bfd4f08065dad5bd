using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Merging;

/// <summary>A merge of people, kept so that it can be taken back.</summary>
internal static class Merge
{
    public static readonly Resource Resource = Declared();

    /// <summary>
    /// The id of the merge that an entry of the journal is part of, for a statement over entries named j; null where it is part of none. The
    /// merge is recorded behind everything that it did.
    /// </summary>
    public static Sql OfEntry => Sql.Of($"""
        case when lower(j.cause) like 'post /people/%/merge' then (
            select m.id from journal m where m.tenant_id = j.tenant_id and m.revision > j.revision and m.batch = j.batch and m.type || '' = {Resource.Type}
            order by m.revision limit 1) end
        """);

    /// <summary>What taking something back left as it is; the same in every answer that tells of it.</summary>
    public static PartsField LeftAlone() => Parts("leftAlone",
        Text("item").Required().Describe("The IRI of what was left as it is.", $"/people/{Iri.SampleId}"),
        Text("property").Describe("The property; absent where it is all of it.", "jobTitle"))
        .ReadOnly().Describe("What was left as it is, because it was changed again since or cannot be as it was.");

    private static Resource Declared()
    {
        var createdAt = Instant("createdAt").ReadOnly().Filtered().Ordered().Describe("When it was done.");
        return new Resource("merges", "Merge",
        [
            createdAt,
            Link("author", to: () => User.Resource).ReadOnly().Describe("The user who did it."),
            Text("survivor").ReadOnly().Describe("The IRI of the person that the others became part of.", $"/people/{Iri.SampleId}"),
            Iris("merged").ReadOnly().Describe("The IRIs of the others; each leads to the survivor now."),
            Instant("undoneAt").ReadOnly().FilteredByExistence().Describe("When it was taken back."),
            Link("undoneBy", to: () => User.Resource).ReadOnly().Describe("The user who took it back."),
            LeftAlone(),
        ])
            .OrderedBy(new ByField(createdAt, IsDescending: true))
            .WrittenByServer()
            .Describe("A merge of people: who became one, when, and whether it was taken back.");
    }
}
