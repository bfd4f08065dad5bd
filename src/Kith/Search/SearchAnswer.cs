using System.Text.Json.Nodes;
using static Kith.Hydra.Declare;

namespace Kith.Search;

/// <summary>What a search answers, as it is declared.</summary>
internal static class SearchAnswer
{
    public static readonly Resource Resource = new Resource("search", "SearchAnswer",
    [
        Text("q").ReadOnly().Describe("What was looked for.", "jan"),
        Found("people", "People: those with exactly this e-mail address, phone number or LinkedIn id first, then those whose name begins so, then the others."),
        Found("organizations", "Organizations, in the same order."),
        Found("notes", "Notes, the newest first; those that others keep to themselves are not among them."),
    ])
        .Answered()
        .Describe("What a search found, a few of each kind, the best first.");

    private static PartsField Found(string name, string description) => Parts(name,
        Text("item").Required().Describe("The IRI of what was found.", $"/people/{Iri.SampleId}"),
        Text("title").Required().Describe("What it is called.", "Jan de Vries"),
        Text("subtitle").Describe("What tells namesakes apart: job title and organizations, or an e-mail address; the city of an organization; whom a note is about.", "Head of Purchasing, Acme"),
        Anything("highlights").Describe(
            $"Where the terms stand: for each property, its text in pieces, at most {Highlight.LongestText} characters around the first match; isMatch tells which pieces were looked for.",
            new JsonArray(new JsonObject
            {
                ["property"] = "givenName",
                ["pieces"] = new JsonArray(new Piece("Jan", IsMatch: true).ToJson(), new Piece("neke", IsMatch: false).ToJson()),
            })))
        .ReadOnly().Describe(description);
}
