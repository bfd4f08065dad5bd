using System.Collections.Frozen;

namespace Kith.VCards;

/// <summary>How a value is built, which decides what is escaped in it.</summary>
internal enum ValueKind
{
    /// <summary>Nothing is known of it, or it has a syntax of its own: it is left as it is.</summary>
    Verbatim,

    /// <summary>One text.</summary>
    Text,

    /// <summary>Texts between commas.</summary>
    List,

    /// <summary>Texts between semicolons.</summary>
    Components,

    /// <summary>Lists between semicolons.</summary>
    ComponentsOfLists,

    /// <summary>An address, in which nothing is escaped.</summary>
    Uri,
}

/// <summary>The kinds of the properties of RFC 6350, RFC 2426 and vCard 2.1.</summary>
internal static class ValueKinds
{
    private static readonly FrozenDictionary<string, ValueKind> ByName = new Dictionary<string, ValueKind>
    {
        ["N"] = ValueKind.ComponentsOfLists,
        ["ADR"] = ValueKind.ComponentsOfLists,
        ["ORG"] = ValueKind.Components,
        ["GENDER"] = ValueKind.Components,
        ["NICKNAME"] = ValueKind.List,
        ["CATEGORIES"] = ValueKind.List,
        ["FN"] = ValueKind.Text,
        ["NOTE"] = ValueKind.Text,
        ["TITLE"] = ValueKind.Text,
        ["ROLE"] = ValueKind.Text,
        ["LABEL"] = ValueKind.Text,
        ["EMAIL"] = ValueKind.Text,
        ["TEL"] = ValueKind.Text,
        ["MAILER"] = ValueKind.Text,
        ["SORT-STRING"] = ValueKind.Text,
        ["PRODID"] = ValueKind.Text,
        ["CLASS"] = ValueKind.Text,
        ["NAME"] = ValueKind.Text,
        ["KIND"] = ValueKind.Text,
        ["TZ"] = ValueKind.Text,
        ["X-ABLABEL"] = ValueKind.Text,
        ["URL"] = ValueKind.Uri,
        ["SOURCE"] = ValueKind.Uri,
        ["IMPP"] = ValueKind.Uri,
        ["PHOTO"] = ValueKind.Uri,
        ["LOGO"] = ValueKind.Uri,
        ["SOUND"] = ValueKind.Uri,
        ["KEY"] = ValueKind.Uri,
        ["MEMBER"] = ValueKind.Uri,
        ["RELATED"] = ValueKind.Uri,
        ["FBURL"] = ValueKind.Uri,
        ["CALURI"] = ValueKind.Uri,
        ["CALADRURI"] = ValueKind.Uri,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static ValueKind Of(VCardProperty property)
    {
        var kind = ByName.GetValueOrDefault(property.Name, ValueKind.Verbatim);
        if (property.Parameters.Count == 0 || property.Parameter("VALUE") is not { } value)
            return kind;
        if (value.Equals("uri", StringComparison.OrdinalIgnoreCase) || value.Equals("url", StringComparison.OrdinalIgnoreCase))
            return ValueKind.Uri;
        return value.Equals("text", StringComparison.OrdinalIgnoreCase) && kind is ValueKind.Verbatim or ValueKind.Uri ? ValueKind.Text : kind;
    }

    public static bool IsStructured(string name) => ByName.GetValueOrDefault(name) is ValueKind.Components or ValueKind.ComponentsOfLists;

    /// <summary>Whether the value may be bytes (RFC 6350 §6.2.4, §6.6.3, §6.7.5, §6.8.1).</summary>
    public static bool MayBeBinary(string name) =>
        name.Equals("PHOTO", StringComparison.OrdinalIgnoreCase) || name.Equals("LOGO", StringComparison.OrdinalIgnoreCase)
        || name.Equals("SOUND", StringComparison.OrdinalIgnoreCase) || name.Equals("KEY", StringComparison.OrdinalIgnoreCase);
}
