using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Kith.Import.Mapping;

/// <summary>Which of day and month is written first.</summary>
internal enum DateOrder
{
    /// <summary>31/12/2024.</summary>
    DayFirst,
    /// <summary>12/31/2024.</summary>
    MonthFirst,
}

/// <summary>
/// Dates as spreadsheets and programs write them. A form that has one meaning is read; 03/04/2025 has two, and is a moment
/// only when the order is known. A time without offset is in UTC.
/// </summary>
internal static class Dates
{
    private static readonly SearchValues<char> Clock = SearchValues.Create("0123456789:.,");

    private const int LatestShortYear = 49;

    private static readonly FrozenDictionary<string, int> Months = NamesOf(["en", "nl", "de", "fr", "es"]);

    /// <summary>What may stand in a date and says nothing.</summary>
    private static readonly FrozenSet<string> Fillers =
        "de del di of om um at a le el den der th st nd rd er uhr utc gmt z mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday ma di wo do vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mo mi fr sa so"
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads a moment; says why it cannot.</summary>
    public static bool TryRead(string text, DateOrder? order, out DateTimeOffset moment, out string? problem)
    {
        problem = null;
        if (TryMoment(text, order, out moment, ref problem))
            return true;
        problem ??= $"“{Cell.Shown(text)}” is not a date that can be read; write it as 2026-05-01.";
        return false;
    }

    /// <summary>Whether a text is a date, whichever of its numbers is the day.</summary>
    public static bool IsDate(string text) =>
        TryRead(text, DateOrder.DayFirst, out _, out _) || TryRead(text, DateOrder.MonthFirst, out _, out _);

    /// <summary>The order of day and month that some of these can only have; null when none tells, or they contradict each other.</summary>
    public static DateOrder? OrderOf(IEnumerable<string> samples)
    {
        DateOrder? order = null;
        foreach (var sample in samples)
        {
            if (!TryRead(sample, null, out _, out _) || !Tokens.TryTake(sample, out var tokens) || tokens is not { Month: 0, Separator: not '.', Numbers: [{ Digits: <= 2 } first, { Digits: <= 2 } second, { Digits: 4 }] } || first.Value == second.Value)
                continue;
            var found = first.Value > 12 ? DateOrder.DayFirst : DateOrder.MonthFirst;
            if (order is { } earlier && earlier != found)
                return null;
            order = found;
        }
        return order;
    }

    private static bool TryMoment(string text, DateOrder? order, out DateTimeOffset moment, ref string? problem)
    {
        moment = default;
        if (!Tokens.TryTake(text, out var tokens) || !TryDate(tokens, order, out var year, out var month, out var day, ref problem)
            || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }
        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + tokens.Time.Ticks - tokens.Offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryDate(Tokens tokens, DateOrder? order, out int year, out int month, out int day, ref string? problem)
    {
        (year, month, day) = (0, 0, 0);
        var numbers = tokens.Numbers;
        if (tokens.Month > 0)
        {
            if (numbers.Count != 2)
                return false;
            var isYearFirst = numbers[0].Digits == 4;
            month = tokens.Month;
            (day, year) = isYearFirst ? (numbers[1].Value, numbers[0].Value) : (numbers[0].Value, YearOf(numbers[1]));
            return (isYearFirst ? numbers[0].Digits : numbers[1].Digits) is 4 or 2 && day is >= 1 and <= 31;
        }
        if (numbers is [{ Digits: 8 } whole])
        {
            (year, month, day) = (whole.Value / 10_000, whole.Value / 100 % 100, whole.Value % 100);
            return true;
        }
        if (numbers.Count != 3 || numbers[1].Digits > 2)
            return false;
        if (numbers[0].Digits == 4)
        {
            (year, month, day) = (numbers[0].Value, numbers[1].Value, numbers[2].Value);
            return numbers[2].Digits <= 2;
        }
        if (numbers[0].Digits > 2 || numbers[2].Digits is not (4 or 2))
            return false;
        return TryNumeric(numbers, tokens.Separator, order, out year, out month, out day, ref problem);
    }

    private static bool TryNumeric(
        IReadOnlyList<(int Value, int Digits)> numbers, char separator, DateOrder? order, out int year, out int month, out int day, ref string? problem)
    {
        var (first, second) = (numbers[0].Value, numbers[1].Value);
        year = YearOf(numbers[2]);
        // Points stand between day, month and year only where the day is first.
        var isShort = numbers[2].Digits == 2;
        DateOrder? told = separator == '.' || (!isShort && first > 12) ? DateOrder.DayFirst : !isShort && second > 12 ? DateOrder.MonthFirst : null;
        // The same either way; a year of two digits may be any of the three.
        if (!isShort && first == second)
            told ??= DateOrder.DayFirst;
        var known = told ?? order;
        (day, month) = known == DateOrder.MonthFirst ? (second, first) : (first, second);
        if (known is null)
            problem = "This date can be read in two ways: say whether the column writes the day or the month first.";
        return known is not null;
    }

    private static int YearOf((int Value, int Digits) number) =>
        number.Digits == 2 ? number.Value + (number.Value <= LatestShortYear ? 2000 : 1900) : number.Value;

    private static FrozenDictionary<string, int> NamesOf(IEnumerable<string> languages)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var format in languages.Select(static language => CultureInfo.GetCultureInfo(language).DateTimeFormat))
        {
            foreach (var list in (string[][])[format.MonthNames, format.AbbreviatedMonthNames, format.MonthGenitiveNames, format.AbbreviatedMonthGenitiveNames])
            {
                for (var month = 0; month < 12; month++)
                    names.TryAdd(Folding.Fold(list[month]).Trim('.'), month + 1);
            }
        }
        // Short forms that calendars do not have and people write.
        foreach (var (name, month) in (ReadOnlySpan<(string, int)>)[("sept", 9), ("mrt", 3), ("mar", 3), ("mrz", 3), ("maerz", 3), ("okt", 10), ("dez", 12), ("dic", 12), ("ene", 1), ("abr", 4), ("ago", 8), ("mei", 5)])
            names.TryAdd(name, month);
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What a date is made of.</summary>
    private sealed class Tokens
    {
        public List<(int Value, int Digits)> Numbers { get; } = new(3);

        public int Month { get; private set; }

        /// <summary>What stands behind the first number.</summary>
        public char Separator { get; private set; }

        public TimeSpan Time { get; private set; }

        public TimeSpan Offset { get; private set; }

        public static bool TryTake(string text, out Tokens tokens)
        {
            tokens = new Tokens();
            var date = text.AsSpan().Trim();
            // The time begins two digits before the first colon, or behind the T of 20240501T102233Z.
            var colon = date.IndexOf(':');
            var basic = colon < 0 && date.Length > 13 && date[8] is 'T' or 't' ? 8 : -1;
            if (basic > 0)
            {
                if (!tokens.TakeTime($"{date[9..11]}:{date[11..13]}{(date.Length > 14 && char.IsAsciiDigit(date[13]) ? $":{date[13..]}" : date[13..])}"))
                    return false;
                date = date[..basic];
            }
            else if (colon > 0)
            {
                var start = colon;
                while (start > 0 && colon - start < 2 && char.IsAsciiDigit(date[start - 1]))
                    start--;
                if (start == colon || !tokens.TakeTime(date[start..]))
                    return false;
                date = date[..start].TrimEnd("Tt ,");
            }
            return tokens.TakeDate(date);
        }

        private bool TakeDate(ReadOnlySpan<char> date)
        {
            for (var at = 0; at < date.Length;)
            {
                var end = at;
                if (char.IsAsciiDigit(date[at]))
                {
                    while (end < date.Length && char.IsAsciiDigit(date[end]))
                        end++;
                    if (end - at > 8)
                        return false;
                    Numbers.Add((int.Parse(date[at..end], CultureInfo.InvariantCulture), end - at));
                    if (Numbers.Count == 1 && end < date.Length)
                        Separator = date[end];
                }
                else if (char.IsLetter(date[at]))
                {
                    while (end < date.Length && (char.IsLetter(date[end]) || char.GetUnicodeCategory(date[end]) == UnicodeCategory.NonSpacingMark))
                        end++;
                    if (!TakeWord(Folding.Fold(date[at..end].ToString())))
                        return false;
                }
                else if (date[at] is ' ' or '\u00A0' or '-' or '/' or '.' or ',' or '\'' or '\u202F')
                {
                    end++;
                }
                else
                {
                    return false;
                }
                at = end;
            }
            return Numbers.Count > 0;
        }

        private bool TakeWord(string word)
        {
            if (Month == 0 && Months.TryGetValue(word, out var month))
            {
                Month = month;
                return true;
            }
            return Fillers.Contains(word);
        }

        /// <summary>10:22, 10:22:33.5, with AM or PM, Z, UTC or an offset.</summary>
        private bool TakeTime(ReadOnlySpan<char> text)
        {
            var end = text.IndexOfAnyExcept(Clock);
            var clock = end < 0 ? text : text[..end].TrimEnd("., ");
            var rest = end < 0 ? [] : text[end..].Trim();
            if (!TryClock(clock, out var time))
                return false;
            if (rest.StartsWith("am", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pm", StringComparison.OrdinalIgnoreCase))
            {
                if (time.Hours is < 1 or > 12)
                    return false;
                time += TimeSpan.FromHours((rest[0] is 'p' or 'P' ? 12 : 0) - (time.Hours == 12 ? 12 : 0));
                rest = rest[2..].Trim();
            }
            Time = time;
            if (rest.IsEmpty || rest.Equals("uhr", StringComparison.OrdinalIgnoreCase))
                return true;
            if (rest[0] is not ('+' or '-'))
                return rest.Equals("z", StringComparison.OrdinalIgnoreCase) || rest.Equals("utc", StringComparison.OrdinalIgnoreCase) || rest.Equals("gmt", StringComparison.OrdinalIgnoreCase);
            var digits = rest[1..];
            var offset = digits.Contains(':') || digits.Length != 4 ? digits.ToString() : $"{digits[..2]}:{digits[2..]}";
            if (!TryClock(offset.Contains(':', StringComparison.Ordinal) ? offset : $"{offset}:00", out var distance))
                return false;
            Offset = rest[0] == '-' ? -distance : distance;
            return true;
        }

        private static bool TryClock(ReadOnlySpan<char> text, out TimeSpan time)
        {
            time = default;
            Span<Range> ranges = stackalloc Range[4];
            var count = text.Split(ranges, ':');
            var second = 0m;
            if (count is not (2 or 3)
                || !int.TryParse(text[ranges[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 23
                || !int.TryParse(text[ranges[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute > 59
                || (count == 3 && !decimal.TryParse(text[ranges[2]], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out second)) || second >= 60)
            {
                return false;
            }
            time = new TimeSpan(hour, minute, (int)second);
            return true;
        }
    }
}
