using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// Everything that is derived from one document: nothing in it is known otherwise, so it can be thrown away and made again.
/// </summary>
/// <param name="Columns">The values of the index columns, in the order of <see cref="Tables.Columns"/>.</param>
/// <param name="Links">The links of each set, in the order of <see cref="Resource.LinkLists"/>.</param>
/// <param name="Identifiers">Kind and normal form.</param>
/// <param name="SearchText">Folded, one text a line; null where the resource is not searched.</param>
internal sealed record IndexEntry(
    IReadOnlyList<object> Columns,
    IReadOnlyList<HashSet<Guid>> Links,
    HashSet<(string Kind, string Value)> Identifiers,
    string? SearchText)
{
    /// <summary>The entry of no document.</summary>
    public static IndexEntry None(Tables tables) => new([], [.. tables.Resource.LinkLists.Select(_ => new HashSet<Guid>())], [], null);

    /// <summary>Derives the entry.</summary>
    /// <param name="tables">The tables of the resource.</param>
    /// <param name="document">The document.</param>
    /// <param name="country">The tenant's country, in which phone numbers are read.</param>
    /// <param name="textsOfTargets">The searched texts of link targets, by id.</param>
    public static IndexEntry Of(Tables tables, JsonObject document, string country, IReadOnlyDictionary<Guid, string> textsOfTargets)
    {
        var resource = tables.Resource;
        return WithoutTexts(tables, document) with
        {
            Identifiers =
            [
                .. tables.IdentifierFields.SelectMany(field => IdentifiersOf(field, document[field.Name], country)),
                .. resource.Identifiers.SelectMany(identifier => identifier.Values(document, country).Select(value => (identifier.Kind, value))),
            ],
            SearchText = resource.HasSearch ? SearchTextOf(resource, document, country, textsOfTargets) : null,
        };
    }

    /// <summary>What is derived for filters alone: columns and links.</summary>
    public static IndexEntry WithoutTexts(Tables tables, JsonObject document) => new(
        [.. tables.Columns.Select(field => ColumnOf(field, document))], [.. tables.Resource.LinkLists.Select(field => field.TargetsOf(document).ToHashSet())], [], null);

    /// <summary>The links whose targets' texts are searched, so that they can be looked up before deriving.</summary>
    public static IEnumerable<LinksField> SearchedLinks(Resource resource) => resource.LinkLists.Where(field => field.SearchedBy is not null);

    private static object ColumnOf(Field field, JsonObject document) => (field, document[field.Name]) switch
    {
        (LinksField or PartsField, var list) => list is JsonArray { Count: > 0 } ? 1L : 0L,
        (RelationField relation, _) => relation.TargetOf(document) is { } target ? target : Null.Id,
        (TextField, null) => Null.Text,
        (_, null) => Null.Number,
        (TextField, { } value) => Folding.SortKey(value.GetValue<string>()),
        (InstantField, { } value) => Instants.TryRead(value.GetValue<string>(), out var moment) ? moment.ToUnixTimeSeconds() : Null.Number,
        (_, { } value) => value.GetValue<bool>() ? 1L : 0L,
    };

    private static IEnumerable<(string Kind, string Value)> IdentifiersOf(Field field, JsonNode? value, string country) => (field, value) switch
    {
        (_, null) => [],
        (TextField { Identifier: { } kind }, _) => kind.Normalize(value.GetValue<string>(), country) is { } normal ? [(kind.Name, normal)] : [],
        (PartsField parts, JsonArray items) => items.SelectMany(item => parts.Parts.SelectMany(part => IdentifiersOf(part, item![part.Name], country))),
        _ => [],
    };

    /// <summary>Changes when texts are put together in another way: indexes made so are made again.</summary>
    public const int SearchTextVersion = 2;

    /// <summary>
    /// All texts, each with a line break before it and behind it: a word begins behind something, and what is two letters long is the
    /// beginning of something longer. An index of three letters finds both that way.
    /// </summary>
    private static string SearchTextOf(Resource resource, JsonObject document, string country, IReadOnlyDictionary<Guid, string> textsOfTargets) =>
        string.Concat(resource.Fields
            .SelectMany(field => TextsOf(field, document[field.Name], document, country, textsOfTargets))
            .Select(Folding.Fold)
            .Where(text => text.Length > 0)
            .Distinct()
            .Select(text => $"\n{text}")
            .Append("\n"));

    private static IEnumerable<string> TextsOf(
        Field field, JsonNode? value, JsonObject document, string country, IReadOnlyDictionary<Guid, string> textsOfTargets) => (field, value) switch
    {
        (_, null) => [],
        (TextField { SearchTexts: { } texts }, _) => texts(value.GetValue<string>(), country),
        (PartsField parts, JsonArray items) => items.SelectMany(item =>
            parts.Parts.SelectMany(part => TextsOf(part, item![part.Name], document, country, textsOfTargets))),
        (PartField part, JsonObject inner) => part.Parts.SelectMany(property => TextsOf(property, inner[property.Name], document, country, textsOfTargets)),
        (LinksField { SearchedBy: not null } links, _) => links.TargetsOf(document).Select(id => textsOfTargets.GetValueOrDefault(id, "")),
        _ => [],
    };
}
