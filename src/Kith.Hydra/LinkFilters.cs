namespace Kith.Hydra;

/// <summary>A link points at one of the given resources, each a bare id or an IRI.</summary>
/// <param name="parameter">The name of the parameter: <c>owner.id</c>.</param>
/// <param name="property">The property that holds the link.</param>
/// <param name="target">What it points at.</param>
public sealed class LinkFilter(string parameter, string property, Func<Resource> target) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new(parameter, parameter, $"Only those whose {property} is this {target().Type}, by id or IRI.", TextSchema),
        new($"{parameter}[]", parameter, $"Only those whose {property} is one of these, by id or IRI.", ListSchema()),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadValues(query, parameter, out var values) is { } problem)
            return problem;
        if (values is null)
            return null;
        if (ReadIds(values, target(), into.Authority) is not { } ids)
            return Problem.BadParameter(parameter, $"expected an id or an IRI such as /{target().Path}/{{id}}.");
        into.Conditions.Add(new PointsAt(property, ids));
        return null;
    }

    internal static List<Guid>? ReadIds(IReadOnlyList<string> values, Resource target, string authority)
    {
        var ids = new List<Guid>(values.Count);
        foreach (var value in values)
        {
            if (!Iri.TryReadId(value, out var id) && !Iri.TryRead(value, target, authority, out id))
                return null;
            ids.Add(id);
        }
        return ids;
    }
}

/// <summary>Links point at all of the given resources, each a bare id or an IRI.</summary>
/// <param name="parameter">The name of the parameter: <c>tags.all</c>.</param>
/// <param name="property">The property that holds the links.</param>
/// <param name="target">What they point at.</param>
public sealed class AllLinksFilter(string parameter, string property, Func<Resource> target) : Filter
{
    /// <summary>Each of them is looked up by itself.</summary>
    private const int MostTogether = 10;

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new($"{parameter}[]", parameter, $"Only those whose {property} hold every one of these, by id or IRI.", ListSchema(MostTogether)),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadValues(query, parameter, out var values, MostTogether) is { } problem)
            return problem;
        if (values is null)
            return null;
        if (LinkFilter.ReadIds(values, target(), into.Authority) is not { } ids)
            return Problem.BadParameter(parameter, $"expected ids or IRIs such as /{target().Path}/{{id}}.");
        into.Conditions.AddRange(ids.Distinct().Select(id => new PointsAt(property, [id])));
        return null;
    }
}
