using Kith.VCards;
using Microsoft.Net.Http.Headers;

namespace Kith.Export;

/// <summary>Which version of cards a client wants: <c>text/vcard;version=3.0</c> (RFC 6350 §10.1).</summary>
internal static class CardVersions
{
    /// <summary>The version that is named with the greatest weight, 4.0 when none is; a 406 when those that are named are none that is written.</summary>
    public static Outcome<VCardVersion> Choose(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges))
            return VCardVersion.V40;
        var named = ranges
            .Where(range => range.MediaType.Equals(ExportFormat.Cards.MediaType, StringComparison.OrdinalIgnoreCase) && (range.Quality ?? 1) > 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => range.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase)) is { } version
                ? HeaderUtilities.RemoveQuotes(version.Value).Value
                : "4.0")
            .ToList();
        if (named.Count == 0)
            return VCardVersion.V40;
        return named.Find(version => version is "4.0" or "3.0") switch
        {
            "4.0" => VCardVersion.V40,
            "3.0" => VCardVersion.V30,
            _ => new Problem(406, $"vCard {string.Join(", ", named)} is not written. Supported versions are 4.0 and 3.0."),
        };
    }
}
