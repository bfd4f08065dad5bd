using System.Text.Json.Nodes;
using Kith.Identity;
using Kith.People;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Duplicates;

/// <summary>People who are probably the same, as they are told.</summary>
/// <param name="Id">The id of the group, also after it was dismissed.</param>
/// <param name="Score">Ten-thousandths.</param>
/// <param name="Reasons">Why.</param>
/// <param name="FoundAt">When it was found, Unix milliseconds.</param>
/// <param name="People">Those who are still there, ascending.</param>
internal sealed record DuplicateGroup(Guid Id, long Score, LikenessReasons Reasons, long FoundAt, IReadOnlyList<Guid> People)
{
    /// <summary>The property with the people as they are.</summary>
    public const string Current = "current";

    /// <summary>Who looks after one of the people.</summary>
    public const string Owner = "owner";

    /// <summary>A segment that one of the people is in.</summary>
    public const string Segment = "segment";

    /// <summary>The property that says why.</summary>
    public const string Reason = "reasons";

    private static readonly BooleanField Dismissed = Boolean("dismissed");

    /// <summary>What it is for clients; it is made of tables of its own, not of a document.</summary>
    public static readonly Resource Resource = new Resource("duplicates", "Duplicates",
    [
        Links("people", to: () => Person.Resource).Filtered("person").ReadOnly().Describe("The people, in the order of their creation."),
        Embedded(Current, of: () => Person.Resource).Several().Describe("The people as they are now, in the same order."),
        Fraction("score").ReadOnly().Describe($"How sure it is that they are the same; from {Likeness.SuggestsMerge} on a merge is suggested, and nothing below is listed.", 0.9975),
        Texts(Reason).ReadOnly().Describe("Why, the strongest reason first.", new JsonArray("Same e-mail address", "One given name is a form of the other")),
        Instant("foundAt").ReadOnly().Describe("When they were found."),
        Instant("dismissedAt").ReadOnly().Describe("When somebody said that they are not the same; absent until then."),
        Link("dismissedBy", to: () => User.Resource).ReadOnly().Describe("Who said so."),
    ])
        .Filtered(
            new LinkFilter(Owner, Owner, () => User.Resource),
            new LinkFilter(Segment, Segment, () => Segments.Segment.Resource),
            new ChoiceFilter("reason", Reason, Likeness.Words),
            new BooleanFilter(Dismissed, "With true, the groups of whom somebody said that they are not the same, the last one first."))
        .MadeByServer("best score first")
        .Named("group of duplicates", "duplicates")
        .Describe("People who are probably the same person.");

    /// <summary>When somebody said that they are not the same; null when nobody did.</summary>
    public long? DismissedAt { get; init; }

    public Guid? DismissedBy { get; init; }

    /// <summary>What holds between the tables of duplicates.</summary>
    public static readonly IReadOnlyList<Invariant> Invariants =
    [
        new("a member of a group of duplicates has no group:", () => Sql.Of($"""
            select m.tenant_id, m.group_id, m.person_id from duplicate_members m
            where not exists (select 1 from duplicate_groups g where g.tenant_id = m.tenant_id and g.id = m.group_id)
            """)),
        new("a group of duplicates has fewer than two members:", () => Sql.Of($"""
            select g.tenant_id, g.id, count(m.person_id) from duplicate_groups g
            left join duplicate_members m on m.tenant_id = g.tenant_id and m.group_id = g.id
            group by g.tenant_id, g.id having count(m.person_id) < 2
            """)),
        new("a member of a group of duplicates is paired with nobody:", () => Sql.Of($"""
            select m.tenant_id, m.group_id, m.person_id from duplicate_members m
            where not exists (select 1 from duplicate_pairs p where p.tenant_id = m.tenant_id and p.person_id = m.person_id)
            """)),
        new("a pair of duplicates is not one from the other side:", () => Sql.Of($"""
            select p.tenant_id, p.person_id, p.other_id from duplicate_pairs p
            where not exists (
                select 1 from duplicate_pairs o
                where o.tenant_id = p.tenant_id and o.person_id = p.other_id and o.other_id = p.person_id and o.score = p.score and o.reasons = p.reasons)
            """)),
        new("two members of a group of duplicates are dismissed:", () => Sql.Of($"""
            select a.tenant_id, a.person_id, b.person_id from duplicate_dismissed_people a
            join duplicate_dismissed_people b on b.tenant_id = a.tenant_id and b.dismissal_id = a.dismissal_id and b.person_id > a.person_id
            join duplicate_members m on m.tenant_id = a.tenant_id and m.person_id = a.person_id
            join duplicate_members o on o.tenant_id = b.tenant_id and o.person_id = b.person_id and o.group_id = m.group_id
            join duplicate_progress p on p.tenant_id = a.tenant_id
            join revisions r on r.tenant_id = a.tenant_id and r.revision = p.revision
            """)),
        new("a dismissal of duplicates names fewer than two people:", () => Sql.Of($"""
            select d.tenant_id, d.id, count(p.person_id) from duplicate_dismissals d
            left join duplicate_dismissed_people p on p.tenant_id = d.tenant_id and p.dismissal_id = d.id
            group by d.tenant_id, d.id having count(p.person_id) < 2
            """)),
        new("duplicates are known of somebody who is not there:", () => Sql.Of($"""
            select p.tenant_id, p.person_id, p.other_id from duplicate_pairs p
            join duplicate_progress d on d.tenant_id = p.tenant_id
            join revisions r on r.tenant_id = p.tenant_id and r.revision = d.revision
            where not exists (select 1 from people x where x.tenant_id = p.tenant_id and x.id = p.person_id)
            """)),
    ];

    /// <summary>As it is told, and kept in the journal.</summary>
    public JsonObject ToJson(Format format, bool idsOnly = false)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = Iri.Of(Resource, Id);
            json["@type"] = Resource.Type;
        }
        json["id"] = $"{Id}";
        if (idsOnly)
            return json;
        json["people"] = new JsonArray([.. People.Select(person => (JsonNode)Iri.Of(Person.Resource, person))]);
        json["score"] = (decimal)Score / Pair.Whole;
        json["reasons"] = new JsonArray([.. Likeness.InWords(Reasons).Select(reason => (JsonNode)reason)]);
        json["foundAt"] = Moment(FoundAt);
        if (DismissedAt is { } dismissedAt)
            json["dismissedAt"] = Moment(dismissedAt);
        if (DismissedBy is { } user)
            json["dismissedBy"] = Iri.Of(User.Resource, user);
        return json;
    }

    /// <summary>The people of a group as the journal keeps it.</summary>
    public static IEnumerable<Guid> PeopleIn(byte[] document) => Json.ParseStored(document)["people"]!.AsArray().Select(person => Iri.IdOf(person!.GetValue<string>()));

    private static string Moment(long milliseconds) => Instants.Print(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
