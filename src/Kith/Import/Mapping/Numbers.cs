using System.Globalization;
using System.Text;

namespace Kith.Import.Mapping;

/// <summary>Numbers as people write them: 1,234.50, 1.234,50, 1 234, € 1’234.</summary>
internal static class Numbers
{
    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "CAD", "AUD"];

    /// <summary>Reads a number; a currency beside it says nothing.</summary>
    public static bool TryRead(string text, out decimal number)
    {
        var plain = WithoutCurrency(text.AsSpan().Trim());
        number = 0;
        return plain.Length > 0 && plain.Any(char.IsAsciiDigit)
            && decimal.TryParse(WithPoint(plain), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static string WithoutCurrency(ReadOnlySpan<char> text)
    {
        foreach (var currency in Currencies)
        {
            if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase))
                text = text[3..].TrimStart();
            else if (text.EndsWith(currency, StringComparison.OrdinalIgnoreCase))
                text = text[..^3].TrimEnd();
        }
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter) && letter is not ('\'' or '’') && char.GetUnicodeCategory(letter) != UnicodeCategory.CurrencySymbol)
                plain.Append(letter == '\u2212' ? '-' : letter);
        }
        return plain.ToString();
    }

    /// <summary>Of two separators the last is the decimal one. A single one before three digits groups thousands: there are no thousandths of deals.</summary>
    private static string WithPoint(string text)
    {
        var (points, commas) = (text.Count('.'), text.Count(','));
        if (points + commas == 0)
            return text;
        var last = text.LastIndexOfAny(['.', ',']);
        var isMixed = points > 0 && commas > 0;
        var lead = text.AsSpan(0, text.IndexOfAny(['.', ','])).TrimStart("+-");
        var groups = text.Length - last - 1 == 3 && lead.Length is >= 1 and <= 3 && lead is not "0";
        if (isMixed ? text.Count(text[last]) > 1 : points + commas > 1 && !groups)
            return "?";
        var isDecimal = isMixed || (points + commas == 1 && !groups);
        var (whole, rest) = isDecimal ? (text[..last], text[(last + 1)..]) : (text, "");
        // What groups does so in threes.
        foreach (var group in whole.Split(['.', ','])[1..])
        {
            if (group.Length != 3)
                return "?";
        }
        var digits = whole.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        return isDecimal ? $"{digits}.{rest}" : digits;
    }
}
