using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>One query parameter as the search template and the documentation show it.</summary>
/// <param name="Name">Its name: <c>owner.id[]</c>.</param>
/// <param name="Property">The property it is about.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">The JSON Schema of its value.</param>
public sealed record ParameterDescription(string Name, string Property, string Description, JsonObject Schema)
{
    /// <summary>Whether a query can do without it; so it can where the schema has a default.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>A way to narrow or order a list, understood from its parameters.</summary>
public abstract class Filter
{
    /// <summary>The parameters that it takes.</summary>
    public abstract IEnumerable<ParameterDescription> Parameters { get; }

    /// <summary>Understands its parameters, or says which one it cannot understand.</summary>
    public abstract Problem? Read(QueryString query, Understood into);

    /// <summary>The schema of a plain text value.</summary>
    private protected static JsonObject TextSchema => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <summary>The schema of a list of text values.</summary>
    private protected static JsonObject ListSchema(int most = MaximumValues) => new() { ["type"] = "array", ["items"] = TextSchema, ["maxItems"] = most };

    /// <summary>The values of <c>x</c> or <c>x[]</c>, none of them empty; null when the parameter was not given.</summary>
    private protected static Problem? ReadValues(QueryString query, string name, out IReadOnlyList<string>? values, int most = MaximumValues)
    {
        values = null;
        if (query[name] is not { } parameter)
            return null;
        if (parameter.Map.Count > 0)
            return Problem.BadParameter($"{name}[{parameter.Map[0].Key}]", $"expected {name} or {name}[].");
        values = parameter.Scalar is { } scalar ? [scalar] : parameter.List;
        if (values.Count > most)
            return Problem.BadParameter($"{name}[]", $"at most {most} values.");
        return values.Any(string.IsNullOrWhiteSpace) ? Problem.BadParameter(name, "the value is empty.") : null;
    }

    /// <summary>The most values that one <c>x[]</c> takes.</summary>
    public const int MaximumValues = 100;
}

/// <summary><c>q</c>: every term, split on blanks, must occur (decisions.md "Search and filters").</summary>
public sealed class SearchFilter : Filter
{
    private const int MaximumLength = 200;

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new("q", "q", "Free text. Every term, split on blanks, must occur; case and accents are ignored, % and _ are ordinary characters.",
            new JsonObject { ["type"] = "string", ["maxLength"] = MaximumLength }),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (query["q"] is not { } parameter)
            return null;
        if (parameter.Scalar is not { } text)
            return Problem.BadParameter("q", "expected one text.");
        if (text.EnumerateRunes().Count() > MaximumLength)
            return Problem.BadParameter("q", $"at most {MaximumLength} characters.");
        var terms = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (terms.Length > 0)
            into.Conditions.Add(new Contains(terms));
        return null;
    }

    /// <summary>The properties of a field that <c>q</c> looks into, those of its parts included.</summary>
    public static IEnumerable<Field> FieldsOf(Field field) => field switch
    {
        TextField { SearchTexts: not null } or LinksField { SearchedBy: not null } => [field],
        PartsField parts => parts.Parts.SelectMany(FieldsOf),
        PartField part => part.Parts.SelectMany(FieldsOf),
        _ => [],
    };
}

/// <summary>A property has one of the given values, of those that there are.</summary>
/// <param name="parameter">The name of the parameter: <c>reason</c>.</param>
/// <param name="property">The property that has the values.</param>
/// <param name="choices">The values that there are.</param>
public sealed class ChoiceFilter(string parameter, string property, IReadOnlyList<string> choices) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new(parameter, parameter, $"Only those that have this among their {property}.", ChoiceSchema()),
        new($"{parameter}[]", parameter, $"Only those that have one of these among their {property}.", new JsonObject { ["type"] = "array", ["items"] = ChoiceSchema(), ["maxItems"] = MaximumValues }),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadValues(query, parameter, out var values) is { } problem)
            return problem;
        if (values is null)
            return null;
        if (values.Any(value => !choices.Contains(value)))
            return Problem.BadParameter(parameter, $"expected one of: {string.Join("; ", choices)}.");
        into.Conditions.Add(new HasOneOf(property, values));
        return null;
    }

    private JsonObject ChoiceSchema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
}

/// <summary>The id is one of the given ones, each bare or an IRI.</summary>
/// <param name="target">The resource that is listed.</param>
public sealed class IdFilter(Func<Resource> target) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new("id", "id", "Only the one with this id, or IRI.", TextSchema),
        new("id[]", "id", "Only those with these ids, or IRIs.", ListSchema()),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadValues(query, "id", out var values) is { } problem)
            return problem;
        if (values is null)
            return null;
        if (LinkFilter.ReadIds(values, target(), into.Authority) is not { } ids)
            return Problem.BadParameter("id", $"expected an id or an IRI such as /{target().Path}/{{id}}.");
        into.Conditions.Add(new HasId(ids));
        return null;
    }
}

/// <summary>One of the given identifiers, in any spelling, is among its own.</summary>
/// <param name="parameter">The name of the parameter: <c>identifiers</c>.</param>
/// <param name="kinds">The kinds that a value may be of.</param>
public sealed class IdentifierFilter(string parameter, IReadOnlyList<IdentifierKind> kinds) : Filter
{
    private const int MaximumLength = 1024;

    private string Kinds => string.Join(", ", kinds.Select(kind => kind.Name));

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
    [
        new(parameter, parameter, $"Only those with this identifier ({Kinds}), in any spelling.", TextSchema),
        new($"{parameter}[]", parameter, $"Only those with one of these identifiers ({Kinds}), in any spelling.", ListSchema()),
    ];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (ReadValues(query, parameter, out var values) is { } problem)
            return problem;
        if (values is null)
            return null;
        if (values.Any(value => value.Length > MaximumLength))
            return Problem.BadParameter(parameter, $"at most {MaximumLength} characters.");
        into.Conditions.Add(Identify(values, kinds, into.Caller.Country));
        return null;
    }

    /// <summary>Everything that some texts are an identifier of.</summary>
    internal static Identified Identify(IEnumerable<string> texts, IReadOnlyList<IdentifierKind> kinds, string country) => new(
    [
        .. texts.SelectMany(text => kinds.Select(kind => (kind.Name, Value: kind.Normalize(text, country))))
            .Where(identifier => identifier.Value is not null)
            .Select(identifier => (identifier.Name, identifier.Value!))
            .Distinct(),
    ]);
}

/// <summary><c>exists[x]</c>: the property has a value, or has none.</summary>
/// <param name="property">The property.</param>
public sealed class ExistsFilter(Field property) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
        [new($"exists[{property.Name}]", property.Name, $"Only those with (true) or without (false) {property.Name}.", new JsonObject { ["type"] = "boolean" })];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (query["exists"] is not { } parameter)
            return null;
        if (parameter.Map.Count == 0)
            return Problem.BadParameter("exists", "expected exists[property].");
        foreach (var (name, value) in parameter.Map)
        {
            if (name != property.Name)
                continue;
            if (value is not ("" or "true" or "1" or "false" or "0"))
                return Problem.BadParameter($"exists[{name}]", "expected true or false.");
            into.Conditions.Add(new Exists(property, value is "" or "true" or "1"));
        }
        return null;
    }
}

/// <summary>A flag has the given value.</summary>
/// <param name="property">The flag.</param>
/// <param name="description">What it does, where the name does not say it.</param>
public sealed class BooleanFilter(BooleanField property, string? description = null) : Filter
{
    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters =>
        [new(property.Name, property.Name, description ?? $"Only those whose {property.Name} is this.", new JsonObject { ["type"] = "boolean" })];

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (query[property.Name] is not { } parameter)
            return null;
        if (parameter.Scalar is not ("true" or "1" or "false" or "0"))
            return Problem.BadParameter(property.Name, "expected true or false.");
        into.Conditions.Add(new IsFlagged(property, parameter.Scalar is "true" or "1"));
        return null;
    }
}

/// <summary><c>x[after]</c>, <c>x[strictly_after]</c>, <c>x[before]</c>, <c>x[strictly_before]</c>: all that are given hold.</summary>
/// <param name="property">The moment.</param>
public sealed class InstantFilter(InstantField property) : Filter
{
    private static readonly string[] Operators = ["strictly_after", "after", "strictly_before", "before"];

    /// <inheritdoc/>
    public override IEnumerable<ParameterDescription> Parameters => Operators.Select(name => new ParameterDescription(
        $"{property.Name}[{name}]", property.Name, $"Only those whose {property.Name} is {name.Replace('_', ' ')} this moment: {Instants.Example}, or a date, which is its midnight in UTC.",
        // Without an example: pages that try requests send every parameter that has one.
        TextSchema));

    /// <inheritdoc/>
    public override Problem? Read(QueryString query, Understood into)
    {
        if (query[property.Name] is not { } parameter)
            return null;
        if (parameter.Map.Count == 0)
            return Problem.BadParameter(property.Name, $"expected {property.Name}[after] and the like.");
        foreach (var (name, value) in parameter.Map)
        {
            if (!Operators.Contains(name))
                continue;
            if (value is null || !Instants.TryRead(RestorePlus(value), out var moment))
                return Problem.BadParameter($"{property.Name}[{name}]", "expected a date or a date and time of RFC 3339.");
            var (isAfter, isStrict) = (name.EndsWith("after", StringComparison.Ordinal), name.StartsWith("strictly", StringComparison.Ordinal));
            // Moments are kept in whole seconds: a part of one is passed by the next.
            var seconds = moment.ToUnixTimeSeconds() + (isAfter != isStrict && moment.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);
            into.Conditions.Add(new Bounded(property, isAfter, isStrict, seconds));
        }
        return null;
    }

    /// <summary>An offset's plus sign that was not percent-encoded arrives as a space (wire-semantics B9).</summary>
    private static string RestorePlus(string value) =>
        value.Length > 6 && value[^6] == ' ' ? string.Concat(value.AsSpan(0, value.Length - 6), "+", value.AsSpan(value.Length - 5)) : value;
}
