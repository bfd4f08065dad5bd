using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>Conditional requests (RFC 9110 §13; decisions.md "Writing").</summary>
public static class Preconditions
{
    /// <summary>Whether a read may be answered with 304, or must be refused with 412.</summary>
    /// <returns>304, 412, or 200 to go on.</returns>
    public static int CheckRead(IHeaderDictionary headers, string etag)
    {
        if (headers.IfMatch.Count > 0 && !MatchesState(headers.IfMatch, etag))
            return 412;
        return headers.IfNoneMatch.Count > 0 && Matches(headers.IfNoneMatch, tag => tag.Tag == etag) ? 304 : 200;
    }

    /// <summary>Whether a write may go on; otherwise the 412 to answer with.</summary>
    public static Problem? CheckWrite(IHeaderDictionary headers, string etag)
    {
        if (headers.IfMatch.Count > 0 && !MatchesState(headers.IfMatch, etag))
            return Failed("If-Match: the resource has changed since it was read. Read it again and repeat the change.");
        if (headers.IfNoneMatch.Count > 0 && Matches(headers.IfNoneMatch, tag => State(tag.Tag.AsSpan()).SequenceEqual(State(etag))))
            return Failed("If-None-Match: the resource exists in this state.");
        return null;
    }

    /// <summary>The answer to a condition that does not hold.</summary>
    public static Problem Failed(string detail) => new(412, detail);

    /// <summary>Weak tags never match here (RFC 9110 §13.1.1); variants of one state do, since a write is about the state.</summary>
    private static bool MatchesState(StringValues header, string etag) =>
        Matches(header, tag => !tag.IsWeak && State(tag.Tag.AsSpan()).SequenceEqual(State(etag)));

    private static bool Matches(StringValues header, Func<EntityTagHeaderValue, bool> matches) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) && tags.Any(tag => tag.Tag == "*" || matches(tag));

    private static ReadOnlySpan<char> State(ReadOnlySpan<char> tag)
    {
        var bare = tag.Trim('"');
        var hyphen = bare.IndexOf('-');
        return hyphen < 0 ? bare : bare[..hyphen];
    }
}
