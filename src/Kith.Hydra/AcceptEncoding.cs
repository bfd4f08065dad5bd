using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>How the bytes of a body are coded (RFC 9110 §8.4.1).</summary>
public enum ContentCoding
{
    /// <summary>As they are.</summary>
    Identity,
    /// <summary>Brotli (RFC 7932).</summary>
    Brotli,
    /// <summary>gzip (RFC 1952).</summary>
    Gzip,
}

/// <summary>Which coding a client wants (RFC 9110 §12.5.3).</summary>
public static class AcceptEncoding
{
    private const string Identity = "identity";

    /// <summary>The codings that bodies are compressed with, the preferred one first.</summary>
    private static readonly (ContentCoding Coding, string[] Names)[] Offered =
        [(ContentCoding.Brotli, ["br"]), (ContentCoding.Gzip, ["gzip", "x-gzip"])];

    /// <summary>The name of a coding in <c>Content-Encoding</c> and in entity tags.</summary>
    public static string NameOf(ContentCoding coding) => coding == ContentCoding.Identity ? Identity : Offered.First(offer => offer.Coding == coding).Names[0];

    /// <summary>
    /// The coding with the greatest weight; of equal ones a compressed one. A header that cannot be understood says nothing.
    /// </summary>
    /// <param name="header">The header; reading one that is not there costs nothing.</param>
    /// <param name="isWorthwhile">Whether the body is better sent compressed; otherwise it is only where nothing else is accepted.</param>
    /// <returns>Null when the client accepts none, the bytes as they are included.</returns>
    public static ContentCoding? Choose(StringValues header, bool isWorthwhile) =>
        header.Count > 0 && (isWorthwhile || HasWeights(header)) && StringWithQualityHeaderValue.TryParseList(header, out var accepted)
            ? Choose(accepted, isWorthwhile)
            : ContentCoding.Identity;

    /// <summary>Whether the client accepts nothing that could be sent.</summary>
    public static bool AcceptsNothing(StringValues header) => header.Count > 0 && HasWeights(header) && Choose(header, isWorthwhile: true) is null;

    /// <summary>No coding has a q in its name: without one, nothing is excluded.</summary>
    private static bool HasWeights(StringValues header)
    {
        foreach (var line in header)
        {
            if (line.AsSpan().ContainsAny('q', 'Q'))
                return true;
        }
        return false;
    }

    private static ContentCoding? Choose(IList<StringWithQualityHeaderValue> accepted, bool isWorthwhile)
    {
        var any = WeightOf(accepted, "*");
        var best = Offered.Select(offer => (offer.Coding, Weight: WeightOf(accepted, offer.Names) ?? any ?? 0)).MaxBy(offer => offer.Weight);
        var named = WeightOf(accepted, Identity);
        var isIdentityAccepted = (named ?? any ?? 1) > 0;
        if (best.Weight == 0)
            return isIdentityAccepted ? ContentCoding.Identity : null;
        // The bytes as they are, not named, are what is sent when nothing better can be.
        return isIdentityAccepted && (!isWorthwhile || named > best.Weight) ? ContentCoding.Identity : best.Coding;
    }

    private static double? WeightOf(IList<StringWithQualityHeaderValue> accepted, params string[] names) =>
        accepted.FirstOrDefault(entry => names.Any(name => entry.Value.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } found ? found.Quality ?? 1 : null;
}
