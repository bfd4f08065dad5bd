using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Hydra;

/// <summary>Moments on the wire: RFC 3339 with seconds and offset, always <c>+00:00</c> on the way out.</summary>
public static partial class Instants
{
    /// <summary>A moment as it is printed, for messages and documentation.</summary>
    public const string Example = "2026-05-01T09:30:00+00:00";

    private const string Form = "yyyy-MM-dd'T'HH:mm:ss+00:00";

    /// <summary>How a moment is printed; parts of a second are dropped.</summary>
    public static string Print(DateTimeOffset moment) => moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads RFC 3339 §5.6, or a bare date, which is its midnight in UTC. Nothing looser: "tomorrow" is not a moment
    /// (wire-semantics B11, B42).
    /// </summary>
    public static bool TryRead(string text, out DateTimeOffset moment)
    {
        moment = default;
        var match = Rfc3339().Match(text);
        if (!match.Success || !DateTime.TryParseExact(match.Groups["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var date))
        {
            return false;
        }
        var (hour, minute, second) = (Number(match.Groups["hour"]), Number(match.Groups["minute"]), Number(match.Groups["second"]));
        var (offsetHour, offsetMinute) = (Number(match.Groups["offsetHour"]), Number(match.Groups["offsetMinute"]));
        if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59)
            return false;
        var offset = new TimeSpan(offsetHour, offsetMinute, 0);
        if (match.Groups["sign"].ValueSpan is "-")
            offset = -offset;
        var ticks = date.Ticks + new TimeSpan(hour, minute, second).Ticks + Fraction(match.Groups["fraction"]) - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    /// <summary>The part of a second in ticks, of which there are seven digits.</summary>
    private static long Fraction(Group group) => group.Success ? long.Parse(group.Value.PadRight(7, '0')[..7], CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?([Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2})))?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Rfc3339();
}
