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
        if (ReadIds(query, parameter, target(), into, MaximumValues, out var ids) is { } problem)
            return problem;
        if (ids is not null)
            into.Conditions.Add(new PointsAt(property, ids));
        return null;
    }

    /// <summary>Reads the ids that a parameter gives, bare or in IRIs; none, which is null, where it was not given.</summary>
    internal static Problem? ReadIds(QueryString query, string parameter, Resource target, Understood into, int most, out List<Guid>? ids)
    {
        ids = null;
        if (ReadValues(query, parameter, out var values, most) is { } problem)
            return problem;
        if (values is null)
            return null;
        ids = ReadIds(values, target, into.Authority);
        return ids is null ? Problem.BadParameter(parameter, $"expected an id or an IRI such as /{target.Path}/{{id}}.") : null;
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
    internal const int MostTogether = 10;

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new($"{parameter}[]", parameter, $"Only those whose {property} hold every one of these, by id or IRI.", ListSchema(MostTogether)),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (LinkFilter.ReadIds(query, parameter, target(), into, MostTogether, out var ids) is { } problem)
            return problem;
        into.Conditions.AddRange(ids?.Distinct().Select(id => new PointsAt(property, [id])) ?? []);
        return null;
    }
}

/// <summary>Links point at none of the given resources, each a bare id or an IRI.</summary>
/// <param name="parameter">The name of the parameter: <c>tags.none</c>.</param>
/// <param name="property">The property that holds the links.</param>
/// <param name="target">What they point at.</param>
public sealed class NoLinksFilter(string parameter, string property, Func<Resource> target) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new($"{parameter}[]", parameter, $"Only those whose {property} hold none of these, by id or IRI.", ListSchema(AllLinksFilter.MostTogether)),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (LinkFilter.ReadIds(query, parameter, target(), into, AllLinksFilter.MostTogether, out var ids) is { } problem)
            return problem;
        if (ids is not null)
            into.Conditions.Add(new PointsAtNone(property, [.. ids.Distinct()]));
        return null;
    }
}
