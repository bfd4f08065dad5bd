using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>A part of a body, so that a download that broke off can go on (RFC 9110 §14).</summary>
/// <param name="First">The position of its first byte.</param>
/// <param name="Length">How many bytes it has, one or more.</param>
public sealed record ByteRange(long First, long Length)
{
    /// <summary>
    /// Reads which part is asked for. What is not understood, and several parts at once, are answered with the whole, as RFC 9110 §14.2
    /// allows; so is a part of what has become another one since (<c>If-Range</c>).
    /// </summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="etag">The entity tag of what there is.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <returns>The part; null for the whole; a 416 when there is no such part.</returns>
    public static Outcome<ByteRange?> Read(IHeaderDictionary headers, string etag, long length)
    {
        if (headers.Range.Count == 0 || !RangeHeaderValue.TryParse(headers.Range.ToString(), out var asked) || asked.Unit != "bytes" || asked.Ranges.Count != 1)
            return (ByteRange?)null;
        if (headers.IfRange.Count > 0 && !(RangeConditionHeaderValue.TryParse(headers.IfRange.ToString(), out var condition) && condition.EntityTag is { IsWeak: false } tag && tag.Tag == etag))
            return (ByteRange?)null;
        var range = asked.Ranges.First();
        // Without a first byte, the second number counts from the end.
        var first = range.From ?? Math.Max(0, length - range.To!.Value);
        var last = range.From is null ? length - 1 : Math.Min(range.To ?? long.MaxValue, length - 1);
        return first <= last
            ? new ByteRange(first, last - first + 1)
            : new Problem(416, $"There are {length} bytes, and none of those that Range asks for.") { Headers = [new(HeaderNames.ContentRange, $"bytes */{length}")] };
    }

    /// <summary>How the answer says which part it is: <c>bytes 0-99/1000</c>.</summary>
    /// <param name="length">How many bytes there are in all.</param>
    public string ToContentRange(long length) => $"bytes {First}-{First + Length - 1}/{length}";
}
