using Kith.Access;
using Kith.Erasing;
using Kith.People;

namespace Kith.Identity;

/// <summary>
/// Whether a person who was just created is probably somebody who is there already. It is looked up inside the write, beside which
/// nobody else writes to the tenant: of two who create the same person at the same time, the second is told.
/// </summary>
internal static class DuplicateCheck
{
    /// <summary>The header that tells who may be the same.</summary>
    public const string Header = "Kith-Possible-Duplicate";

    private const string Description =
        $"A person who is probably there already (by an e-mail address, a phone number, a LinkedIn id, a customer id) is created nevertheless, and `{Header}` "
        + "tells who it may be, several with commas between them. With `Prefer: handling=strict` (RFC 7240) such a person is refused: 409, with the candidates.";

    /// <summary>Tells that the client would rather be refused.</summary>
    public static readonly KeyValuePair<string, string> Applied = new("Preference-Applied", "handling=strict");

    public static void Document(OpenApiDocument document) => document.Amend(
        Vocabulary.CollectionTemplate(Person.Resource), "POST", Description, [OpenApiDocument.Prefer],
        [(Header, "Those who are probably the same person, by IRI, with commas between them; absent when there are none.")],
        [RecognitionAnswer.ConflictDescription("The person is probably there already (Prefer: handling=strict), with the candidates; or the first request with this Idempotency-Key is still in progress.")]);

    /// <summary>Whether the client would rather be refused than create somebody twice (RFC 7240 §4.4).</summary>
    public static bool IsStrict(HttpContext context) => "strict".Equals(Prefer.Find(context.Request.Headers, "handling"), StringComparison.OrdinalIgnoreCase);

    /// <summary>The headers that tell of probable duplicates; a 409 when the client would rather not have them.</summary>
    public static async ValueTask<Outcome<List<KeyValuePair<string, string>>>> ExamineAsync(Write write, HttpContext context, KeyCaller caller, Stored created)
    {
        var (isStrict, duplicates) = (IsStrict(context), await FindAsync(write, caller, created));
        if (isStrict && await ErasedIdentifiers.CheckAsync(write.Session, caller, created.Parse()) is { } erased)
            return erased with { Headers = [Applied] };
        if (isStrict && duplicates.Count > 0)
            return Refusal(duplicates) with { Headers = [Applied] };
        List<KeyValuePair<string, string>> headers = isStrict ? [Applied] : [];
        if (duplicates.Count > 0)
            headers.Add(new(Header, string.Join(", ", IrisOf(duplicates))));
        return headers;
    }

    /// <summary>Who the person that was just created probably is; at most two statements.</summary>
    public static async ValueTask<IReadOnlyList<Candidate>> FindAsync(Write write, Caller caller, Stored created)
    {
        var document = created.Parse();
        var clues = Clue.Of(document, caller.Country);
        return clues.Count == 0 ? [] : (await Recognition.RecogniseAsync(write.Session, caller.Tenant, new Sought(clues, document, created.Id))).Duplicates;
    }

    /// <summary>The refusal of somebody who is probably there already.</summary>
    public static Problem Refusal(IReadOnlyList<Candidate> duplicates) => RecognitionAnswer.Conflict(
        $"This is probably {Iri.Of(Person.Resource, duplicates[0].Person)} ({string.Join(", ", duplicates[0].Reasons)}). Update that one, or send the request without Prefer: handling=strict.", duplicates);

    /// <summary>The IRIs of candidates.</summary>
    public static IEnumerable<string> IrisOf(IReadOnlyList<Candidate> candidates) => candidates.Select(candidate => Iri.Of(Person.Resource, candidate.Person));
}
