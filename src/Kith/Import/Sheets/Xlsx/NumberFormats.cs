using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>What the numbers of a workbook stand for: Excel tells dates from numbers by their format alone.</summary>
internal sealed partial class NumberFormats
{
    private const int MaximumStyles = 100_000;

    [Flags]
    private enum Kind
    {
        Number = 0,
        Date = 1,
        Time = 2,
    }

    private readonly List<(Kind Kind, int Digits)> _styles = [];
    private readonly bool _from1904;

    /// <param name="part">The styles of the workbook; null if it has none.</param>
    /// <param name="from1904">Whether it counts days from 1904, as Excel for Macintosh did.</param>
    public NumberFormats(PartReader? part, bool from1904)
    {
        _from1904 = from1904;
        var codes = new Dictionary<string, string>();
        while (part?.Next() == true)
        {
            if (part.Name == "numFmt" && part.Attribute("numFmtId") is { } id && codes.Count < MaximumStyles)
                codes[id] = part.Attribute("formatCode") ?? "";
            else if (part.Name == "cellXfs" && !part.IsEmpty)
                ReadStyles(part, codes);
        }
    }

    /// <summary>A number as the workbook shows it, but for decimals, grouping and currency; dates and times as ISO 8601.</summary>
    public string Show(string number, int style)
    {
        var (kind, digits) = style >= 0 && style < _styles.Count ? _styles[style] : default;
        var parsed = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        return !parsed ? number
            : kind != Kind.Number && Moment(value, kind) is { } moment ? moment
            : Plain(number, value).PadLeft(value >= 0 ? digits : 0, '0');
    }

    /// <summary>A number without an exponent: phone numbers are in many sheets as numbers. Excel has 15 digits, the file 17.</summary>
    private static string Plain(string number, double value)
    {
        if (number.AsSpan().TrimStart('-').ContainsAnyExceptInRange('0', '9'))
        {
            var rounded = value.ToString("G15", CultureInfo.InvariantCulture);
            return decimal.TryParse(rounded, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || value == 0)
                ? exact.ToString("0.#############################", CultureInfo.InvariantCulture)
                : rounded;
        }
        return number;
    }

    private string? Moment(double days, Kind kind)
    {
        // Excel has a 29 February 1900, which is day 60; what was before is a day later than it seems.
        var shift = _from1904 ? 1462 : days < 60 && kind.HasFlag(Kind.Date) ? 1 : 0;
        if (days < 0 || days + shift >= 2_958_466 || (!_from1904 && days is >= 60 and < 61))
            return null;
        var moment = new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(Math.Round((days + shift) * 86_400));
        return kind switch
        {
            Kind.Date => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Kind.Time when days < 1 => moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            Kind.Time => null,
            _ => moment.ToString(moment.TimeOfDay == default ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        };
    }

    private void ReadStyles(PartReader part, Dictionary<string, string> codes)
    {
        while (part.Next("cellXfs"))
        {
            if (part.Name != "xf" || _styles.Count == MaximumStyles)
                continue;
            var id = part.Attribute("numFmtId") ?? "0";
            var code = codes.GetValueOrDefault(id);
            _styles.Add((code is null ? BuiltIn(id) : KindOf(code), code?.Length is > 1 and < 20 && !code.AsSpan().ContainsAnyExcept('0') ? code.Length : 0));
        }
    }

    /// <summary>Formats that a file does not spell out (ECMA-376, 18.8.30), those of East Asia included.</summary>
    private static Kind BuiltIn(string id) => int.TryParse(id, CultureInfo.InvariantCulture, out var number)
        ? number switch
        {
            (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => Kind.Date,
            (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56 => Kind.Time,
            22 => Kind.Date | Kind.Time,
            _ => Kind.Number,
        }
        : Kind.Number;

    private static Kind KindOf(string code)
    {
        // Of dates there is one section; what stands for itself is no letter of a date, and neither is a colour.
        var letters = Literals().Replace(code.Length > 255 ? "" : code, "").Split(';')[0];
        var general = letters.Contains("General", StringComparison.OrdinalIgnoreCase);
        var time = !general && letters.AsSpan().IndexOfAny("hHsS") >= 0;
        var date = !general && (letters.AsSpan().IndexOfAny("yYdD") >= 0 || (!time && letters.AsSpan().IndexOfAny("mM") >= 0));
        return (date ? Kind.Date : Kind.Number) | (time ? Kind.Time : Kind.Number);
    }

    [GeneratedRegex(@"""[^""]*""|\\.|_.|\*.|\[(?!(?:[hH]+|[mM]+|[sS]+)\])[^\]]*\]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literals();
}
