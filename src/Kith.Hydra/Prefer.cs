using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>What a client would rather have, where it can be had (<c>Prefer</c>, RFC 7240): names of preferences, perhaps with a value.</summary>
public static class Prefer
{
    /// <summary>The longest that a client is let wait, whatever it would like.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private const string Header = "Prefer";
    private const string AppliedHeader = "Preference-Applied";

    /// <summary>Finds a preference; where it is said more than once, the first counts (RFC 7240 §2). What cannot be understood says nothing.</summary>
    /// <param name="headers">The headers of the request; without <c>Prefer</c> this costs nothing.</param>
    /// <param name="name">The preference, such as <c>handling</c>; case does not matter.</param>
    /// <returns>Its value without quotes, empty where it has none; null when the client did not state it.</returns>
    public static string? Find(IHeaderDictionary headers, string name)
    {
        foreach (var line in headers[Header])
        {
            var start = 0;
            while (line is not null && start < line.Length)
            {
                var end = start + LengthUntil(line.AsSpan(start), ',');
                // Parameters, behind semicolons, say how; none of ours has any.
                var preference = new StringSegment(line, start, LengthUntil(line.AsSpan(start, end - start), ';'));
                if (NameValueHeaderValue.TryParse(preference, out var found) && found.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return found.Value.HasValue ? HeaderUtilities.UnescapeAsQuotedString(found.Value).ToString() : "";
                start = end + 1;
            }
        }
        return null;
    }

    /// <summary>Tells the client that a preference was heeded (RFC 7240 §3).</summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="preference">The preference, with its value where that matters: <c>handling=strict</c>.</param>
    public static void Apply(IHeaderDictionary headers, string preference) => headers.AppendList(AppliedHeader, [preference]);

    /// <summary>
    /// Waits for something as long as the client would like (<c>wait=10</c>, RFC 7240 §4.3), and tells it when that came about; without the
    /// preference, not at all.
    /// </summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="until">Ends when it has come about, or is cancelled when the time is over.</param>
    public static async ValueTask WaitAsync(HttpContext context, Func<CancellationToken, Task> until)
    {
        if (!int.TryParse(Find(context.Request.Headers, "wait"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds == 0)
            return;
        var wait = TimeSpan.FromSeconds(seconds);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        over.CancelAfter(wait < LongestWait ? wait : LongestWait);
        try
        {
            await until(over.Token);
            Apply(context.Response.Headers, $"wait={seconds}");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The time is over: the answer says how far it is.
        }
    }

    /// <summary>How far it is to a separator that is not inside quotes, or to the end.</summary>
    private static int LengthUntil(ReadOnlySpan<char> text, char separator)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == separator && !isQuoted)
                return i;
        }
        return text.Length;
    }
}
