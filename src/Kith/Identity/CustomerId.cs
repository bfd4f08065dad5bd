using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kith.Identity;

/// <summary>The numbers and names under which other systems know somebody, by themselves and together with the system.</summary>
internal static class CustomerId
{
    /// <summary>An id and its system together, which is as good as our own ids.</summary>
    public const string External = "external";

    /// <summary>A letter can fold to many; the key of an index has an end.</summary>
    private const int LongestKey = 255;

    /// <summary>Two ids are the same when only case, accents and blanks differ.</summary>
    public static readonly IdentifierKind Kind = new("customerId", static (text, _) => Normalize(text));

    /// <summary>The id of a document together with the system that it is from; none where one of the two is missing.</summary>
    public static IEnumerable<string> ExternalOf(JsonObject document) =>
        ExternalOf(document["externalSource"]?.GetValue<string>(), document["customerId"]?.GetValue<string>()) is { } external ? [external] : [];

    /// <summary>An id together with the system that it is from; null where one of the two is missing.</summary>
    public static string? ExternalOf(string? source, string? id) =>
        Normalize(source ?? "") is { } system && Normalize(id ?? "") is { } normal ? $"{system}\n{normal}" : null;

    private static string? Normalize(string text) => Folding.Fold(text).Trim() switch
    {
        "" => null,
        { Length: > LongestKey } folded => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folded))),
        var folded => folded,
    };
}
