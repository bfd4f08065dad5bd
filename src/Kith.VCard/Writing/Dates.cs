namespace Kith.VCards;

/// <summary>
/// Dates in their two forms: <c>1996-04-15</c>, usual in 3.0 (RFC 2426 §3.1.5), and <c>19960415</c>, the only one of 4.0 (RFC 6350
/// §4.3.1). What is neither is left as it is.
/// </summary>
internal static class Dates
{
    public static string Basic(string value)
    {
        var (date, time) = Parts(value);
        if (date is [_, _, _, _, '-', _, _, '-', _, _] && Digits(date[..4] + date[5..7] + date[8..]))
            date = date[..4] + date[5..7] + date[8..];
        else if (date is ['-', '-', _, _, '-', _, _] && Digits(date[2..4] + date[5..]))
            date = "--" + date[2..4] + date[5..];
        else if (date is not [_, _, _, _, _, _, _, _] || !Digits(date))
            return value;
        // The zone follows + or -; its colon goes, too.
        return date + time.Replace(":", "", StringComparison.Ordinal);
    }

    public static string Extended(string value)
    {
        var (date, time) = Parts(value);
        if (date is not [_, _, _, _, _, _, _, _] || !Digits(date))
            return value;
        return $"{date[..4]}-{date[4..6]}-{date[6..]}{Extend(time)}";
    }

    /// <summary><c>T143000-0500</c> as <c>T14:30:00-05:00</c>.</summary>
    private static string Extend(string time)
    {
        var zone = time.AsSpan().IndexOfAny('Z', '+', '-') is var at and >= 0 ? time[at..] : "";
        var clock = time[..^zone.Length];
        if (!Digits(clock[Math.Min(1, clock.Length)..]) || clock.Length is not (5 or 7))
            return time;
        clock = clock.Length == 7 ? $"{clock[..3]}:{clock[3..5]}:{clock[5..]}" : $"{clock[..3]}:{clock[3..]}";
        return zone.Length == 5 ? $"{clock}{zone[..3]}:{zone[3..]}" : clock + zone;
    }

    private static (string Date, string Time) Parts(string value) =>
        value.IndexOf('T', StringComparison.Ordinal) is var at and >= 0 ? (value[..at], value[at..]) : (value, "");

    private static bool Digits(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
