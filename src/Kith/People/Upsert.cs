using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Erasing;
using Kith.Identity;

namespace Kith.People;

/// <summary>What came of creating or updating a person.</summary>
/// <param name="Outcome">One of the words of <see cref="UpsertAnswer"/>.</param>
/// <param name="Person">The person as it is now.</param>
/// <param name="MatchedOn">What was the same, in words; empty when the person was created.</param>
/// <param name="ChangedProperties">The names of the properties that are not as they were.</param>
internal sealed record Upserted(string Outcome, Stored Person, IReadOnlyList<string> MatchedOn, IReadOnlyList<string> ChangedProperties);

/// <summary>
/// Creates a person, or updates the one who has an identifier of the body: properties merge (RFC 7396), lists are added to. All of it
/// is one write, beside which nobody else writes to the tenant: of two who bring the same new person, the second updates.
/// </summary>
/// <param name="write">The write.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="authority">Host and port of the request.</param>
internal sealed class Upsert(Write write, Caller caller, string authority)
{
    /// <summary>What people can be matched by, and the property that it is in.</summary>
    public static readonly IReadOnlyDictionary<string, string> Properties = new Dictionary<string, string>
    {
        ["email"] = "emailAddresses",
        ["phone"] = "phoneNumbers",
        ["linkedinId"] = "linkedinId",
        ["customerId"] = "customerId",
    };

    /// <summary>Set by the server on every change: it says nothing of what changed.</summary>
    private static readonly string[] Silent = ["id", "updatedAt"];

    /// <summary>Creates or updates.</summary>
    /// <param name="match">What to match by: a name of <see cref="Properties"/>.</param>
    /// <param name="body">The person, as a merge patch.</param>
    /// <param name="check">Whether the person who is there may be changed, or, given none, one may be created.</param>
    public async ValueTask<Outcome<Upserted>> ApplyAsync(string match, JsonElement body, Func<Stored?, Problem?> check)
    {
        var probe = ReadingOf(WriteMode.Merge);
        // What a person cannot be without may be there already.
        var sent = Person.Resource.Compose(Guid.Empty, body, new JsonObject { ["familyName"] = "-" }, probe);
        // What broke a rule was told of already.
        var isRefused = probe.Violations.Any(violation => violation.PropertyPath.StartsWith(Properties[match], StringComparison.Ordinal));
        var clues = isRefused ? [] : CluesOf(match, sent);
        if (clues.Count == 0 && !isRefused)
            probe.Refuse(Properties[match], "This value should not be blank: it is what people are matched by.", ViolationCodes.Blank);
        if (probe.Violations.Count > 0)
            return Problem.Unprocessable(probe.Violations);
        if (!body.TryGetProperty("familyName", out _))
            sent.Remove("familyName");

        return await FindAsync(clues, sent) switch
        {
            [] => await CreateAsync(body, check),
            [var one] when await FindOwnAsync(one, sent) is { } current =>
                await UpdateAsync(current, [.. one.Reasons.Intersect(clues.Select(clue => clue.Words))], body, check),
            var several => UpsertAnswer.Ambiguous(several),
        };
    }

    private async ValueTask<Outcome<Upserted>> CreateAsync(JsonElement body, Func<Stored?, Problem?> check)
    {
        if (check(null) is { } refused)
            return refused;
        if (!(await write.ApplyAsync(Person.Resource, await write.NextIdAsync(), body, null, ReadingOf(WriteMode.Create))).Succeeded(out var created, out var problem))
            return problem;
        if (await ErasedIdentifiers.CheckAsync(write.Session, caller, created.Parse()) is { } erased)
            return erased;
        return Create(created);
    }

    /// <summary>What a creation changed: every property that clients may write and that has a value.</summary>
    public static Upserted Create(Stored created)
    {
        var document = created.Parse();
        var given = Person.Resource.Fields
            .Where(part => part.Direction != Direction.ReadOnly && document[part.Name] is not (null or JsonArray { Count: 0 }))
            .Select(part => part.Name);
        return new Upserted(UpsertAnswer.Created, created, [], [.. given]);
    }

    private async ValueTask<Outcome<Upserted>> UpdateAsync(Stored current, IReadOnlyList<string> reasons, JsonElement body, Func<Stored?, Problem?> check)
    {
        if (check(current) is { } refused)
            return refused;
        if (!(await write.ApplyAsync(Person.Resource, current.Id, body, current, ReadingOf(WriteMode.Merge))).Succeeded(out var updated, out var problem))
            return problem;
        return Compare(current, updated) with { MatchedOn = reasons };
    }

    /// <summary>What an update changed.</summary>
    public static Upserted Compare(Stored current, Stored updated)
    {
        var (before, after) = (current.Parse(), updated.Parse());
        var changed = before.Select(property => property.Key).Union(after.Select(property => property.Key)).Except(Silent)
            .Where(name => !JsonNode.DeepEquals(before[name], after[name]));
        return new Upserted(updated.Revision == current.Revision ? UpsertAnswer.Unchanged : UpsertAnswer.Updated, updated, [], [.. changed]);
    }

    private List<Clue> CluesOf(string match, JsonObject sent)
    {
        var property = Properties[match];
        var part = new JsonObject { [property] = sent[property]?.DeepClone() };
        if (match == "customerId")
            part["externalSource"] = sent["externalSource"]?.DeepClone();
        // Whose mailbox is alike is somebody else until somebody says so.
        return [.. Clue.Of(part, caller.Country).Where(clue => clue.IsStrong || (clue.Kind == Email.Kind.Name && Email.IsRole(clue.Value)))];
    }

    /// <summary>Who has one of the identifiers. An id of a system names whom that system means, or whom none is said to know.</summary>
    private async ValueTask<IReadOnlyList<Candidate>> FindAsync(List<Clue> clues, JsonObject sent)
    {
        var external = clues.Where(clue => clue.Kind == CustomerId.External).ToList();
        if (external.Count == 0)
            return await FindAllAsync(clues, sent);
        if (await FindAllAsync(external, sent) is { Count: > 0 } known)
            return known;
        var free = new List<Candidate>();
        foreach (var candidate in await FindAllAsync([.. clues.Except(external)], sent))
        {
            if (await write.FindAsync(Person.Resource, candidate.Person) is { } stored && CustomerId.ExternalOf(stored.Parse()).FirstOrDefault() is null)
                free.Add(candidate);
        }
        return free;
    }

    private async ValueTask<IReadOnlyList<Candidate>> FindAllAsync(IReadOnlyList<Clue> clues, JsonObject sent)
    {
        var (match, others) = await Recognition.RecogniseAsync(write.Session, caller.Tenant, new Sought(clues, sent));
        return match is null ? others : [match, .. others];
    }

    /// <summary>The candidate's document; null when what they have is anybody's, such as the address of a task, and they have another name.</summary>
    private async ValueTask<Stored?> FindOwnAsync(Candidate candidate, JsonObject sent) =>
        await write.FindAsync(Person.Resource, candidate.Person) is { } stored && (candidate.HasStrongClue || Names.AreNamesakes(sent, stored.Parse())) ? stored : null;

    private Reading ReadingOf(WriteMode mode) => new(caller, mode, write.Now, authority) { Unites = true };
}
