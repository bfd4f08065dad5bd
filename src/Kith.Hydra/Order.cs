using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>One key of an order.</summary>
/// <param name="IsDescending">Whether greater values come first.</param>
public abstract record Ordering(bool IsDescending);

/// <summary>By the value of a property.</summary>
/// <param name="Field">The property.</param>
/// <param name="IsDescending">Whether greater values come first.</param>
public sealed record ByField(Field Field, bool IsDescending) : Ordering(IsDescending);

/// <summary>
/// By how well members fit what was searched for. The best are those that have exactly this identifier; then come those whose
/// first name begins with one of the terms, in the order of that name; then those whose second name does, and so on; then the others.
/// </summary>
/// <param name="Exact">What the whole text is an identifier of.</param>
/// <param name="Names">The names, the most telling one first.</param>
/// <param name="Terms">The terms.</param>
/// <param name="IsDescending">Whether the best come first.</param>
public sealed record ByRelevance(Identified Exact, IReadOnlyList<TextField> Names, IReadOnlyList<string> Terms, bool IsDescending) : Ordering(IsDescending);

/// <summary><c>order[x]</c>: several keys apply in the order of the query.</summary>
/// <param name="property">The property.</param>
public sealed class OrderFilter(Field property) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
        [new($"order[{property.Name}]", property.Name, $"Order by {property.Name}; several keys apply in the order of the query, the id comes last.", DirectionSchema)];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadDirection(query, property.Name, out var position, out var isDescending) is { } problem)
            return problem;
        if (position >= 0)
            into.OrderBy(position, new ByField(property, isDescending));
        return null;
    }

    internal static JsonObject DirectionSchema => new() { ["type"] = "string", ["enum"] = new JsonArray("asc", "desc") };

    /// <summary>Reads the direction of a key, and where among the keys of the query it stands: below 0 when it was not given.</summary>
    internal static Problem? ReadDirection(QueryString query, string key, out int position, out bool isDescending)
    {
        (position, isDescending) = (-1, false);
        foreach (var (index, (name, value)) in query["order"]?.Map.Index() ?? [])
        {
            if (name != key)
                continue;
            if (value?.ToUpperInvariant() is not ("ASC" or "DESC"))
                return Problem.BadParameter($"order[{name}]", "expected asc or desc.");
            (position, isDescending) = (index, value.StartsWith('d') || value.StartsWith('D'));
        }
        return null;
    }
}

/// <summary><c>order[relevance]</c>, which is also the order of what <c>q</c> finds when none is asked for.</summary>
public sealed class RelevanceFilter : Filter
{
    private const string Relevance = "relevance";

    private readonly IReadOnlyList<IdentifierKind> _kinds;

    /// <summary>Declares what is relevant.</summary>
    /// <param name="kinds">The kinds of identifiers that the whole text may be.</param>
    /// <param name="names">The names that may begin with a term, the most telling one first.</param>
    /// <exception cref="ArgumentException">A name is not found by how it begins, or not as it is.</exception>
    public RelevanceFilter(IReadOnlyList<IdentifierKind> kinds, IReadOnlyList<TextField> names)
    {
        // Who is found by how a name begins is then found by q, too: the storage relies on it.
        if (names.FirstOrDefault(static name => !name.IsIndexed || !name.IsSearchedAsItIs) is { } unfit)
            throw new ArgumentException($"{unfit.Name} is not both Searched() and Indexed().", nameof(names));
        (_kinds, Names) = (kinds, names);
    }

    /// <summary>The names that may begin with a term, the most telling one first.</summary>
    public IReadOnlyList<TextField> Names { get; }

    /// <summary>Who has exactly what one of these texts is, in any spelling; numbers are those of a country.</summary>
    public Identified Exact(IEnumerable<string> texts, string country) => IdentifierFilter.Identify(texts, _kinds, country);

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new($"order[{Relevance}]", Relevance,
            $"Order by how well q is met, the best first with desc, which is the order of a search when none is asked for: those with exactly this {string.Join(", ", _kinds.Select(static kind => kind.Name))}; "
            + $"those whose {string.Join(", then those whose ", Names.Select(static name => name.Name))} begins with one of the terms, by that name; the others. Without q all are met equally well.",
            OrderFilter.DirectionSchema),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (OrderFilter.ReadDirection(query, Relevance, out var position, out var isDescending) is { } problem)
            return problem;
        if (into.Conditions.OfType<Contains>().FirstOrDefault() is not { } contains)
            return null;
        var exact = Exact([query["q"]!.Scalar!], into.Caller.Country);
        if (position >= 0)
            into.OrderBy(position, new ByRelevance(exact, Names, contains.Terms, isDescending));
        else
            into.OrderUnaskedBy(new ByRelevance(exact, Names, contains.Terms, IsDescending: true));
        return null;
    }
}
