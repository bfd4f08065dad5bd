namespace Kith.VCards;

/// <summary>Changes of parameters, each to a new property.</summary>
internal static class Parameters
{
    /// <summary>With just this value.</summary>
    public static VCardProperty Set(VCardProperty property, string name, string value) =>
        property with { Parameters = [.. property.Parameters.Where(parameter => !parameter.Is(name)), new(name, [value])] };

    /// <summary>With this value among the others.</summary>
    public static VCardProperty With(VCardProperty property, string name, string value) => property.Find(name) is { } list
        ? property with { Parameters = [.. property.Parameters.Select(parameter => parameter == list ? new(list.Name, [.. list.Values, value]) : parameter)] }
        : property with { Parameters = [.. property.Parameters, new(name, [value])] };

    /// <summary>Without this value, in any case, among the others.</summary>
    public static VCardProperty Without(VCardProperty property, string name, string value)
    {
        if (property.Find(name) is not { } list || !list.Values.Contains(value, StringComparer.OrdinalIgnoreCase))
            return property;
        var others = list.Values.Where(other => !other.Equals(value, StringComparison.OrdinalIgnoreCase)).ToList();
        return others.Count == 0
            ? Remove(property, name)
            : property with { Parameters = [.. property.Parameters.Select(parameter => parameter == list ? new(list.Name, others) : parameter)] };
    }

    public static VCardProperty Remove(VCardProperty property, params ReadOnlySpan<string> names)
    {
        var parameters = property.Parameters.ToList();
        foreach (var name in names)
            parameters.RemoveAll(parameter => parameter.Is(name));
        return parameters.Count == property.Parameters.Count ? property : property with { Parameters = parameters };
    }
}
