using System.Globalization;
using System.Text;
using PhoneNumbers;

namespace Kith.Identity;

/// <summary>Phone numbers: when two are the same, what kind a number is, and how it is found.</summary>
internal static class Phone
{
    private const int FewestDigits = 3;

    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>A number is parsed to be found, to be compared and for its kind, one right after the other.</summary>
    [ThreadStatic]
    private static Parsed? _last;

    /// <summary>Two numbers are the same when their E.164 forms are; a number that has none goes by its digits.</summary>
    public static readonly IdentifierKind Kind = new("phone", Normalize, $"1, numbering plans of {typeof(PhoneNumberUtil).Assembly.GetName().Version}");

    /// <summary>The kind of a number: <c>mobile</c> in a mobile range, <c>work</c> in any other, <c>other</c> when it is not one.</summary>
    public static string TypeOf(string text, string country) => Parse(text, country) switch
    {
        null => "other",
        { } number when Numbers.GetNumberType(number) == PhoneNumberType.MOBILE => "mobile",
        _ => "work",
    };

    /// <summary>What <c>q</c> looks into: the digits as typed, as dialled at home, and as dialled from abroad.</summary>
    public static IEnumerable<string> SearchTexts(string text, string country)
    {
        yield return Digits(text);
        if (Parse(text, country) is { } number)
        {
            yield return Digits(Numbers.Format(number, PhoneNumberFormat.NATIONAL));
            yield return Digits(Numbers.Format(number, PhoneNumberFormat.E164));
        }
    }

    /// <summary>A search term that looks like part of a phone number is also looked up by its digits.</summary>
    public static IEnumerable<string> Spellings(string term, string country)
    {
        var digits = Digits(term);
        if (digits.Length == 0 || !Plain(term).All(letter => char.IsAsciiDigit(letter) || "+-./()".Contains(letter)))
            return [];
        var abroad = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
        return abroad.Length < FewestDigits ? [digits] : [digits, abroad];
    }

    /// <summary>A number as people write it: in national style at home, in international style abroad; one that is not a number as it is.</summary>
    /// <param name="text">The number in any spelling.</param>
    /// <param name="country">Where home is (ISO 3166-1 alpha-2).</param>
    public static string Print(string text, string country) => Parse(text, country) is { } number && Numbers.IsPossibleNumber(number)
        ? Numbers.Format(number, number.CountryCode == Numbers.GetCountryCodeForRegion(country) ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL)
        : text;

    /// <summary>A number that was written at one home as it is understood at another: in international style where it would be another number there.</summary>
    /// <param name="text">The number in any spelling.</param>
    /// <param name="country">Where it was written (ISO 3166-1 alpha-2).</param>
    /// <param name="home">Where it is read.</param>
    public static string Carry(string text, string country, string home) => country != home && Parse(text, country) is { } number && Numbers.IsPossibleNumber(number)
        && Normalize(text, country) != Normalize(text, home)
        ? Numbers.Format(number, PhoneNumberFormat.INTERNATIONAL)
        : text;

    /// <summary>What a phone dials (RFC 3966), without the scheme.</summary>
    /// <param name="text">The number in any spelling.</param>
    /// <param name="country">Where home is (ISO 3166-1 alpha-2).</param>
    public static string Dialled(string text, string country) => Parse(text, country) is { } number && Numbers.IsPossibleNumber(number)
        ? Numbers.Format(number, PhoneNumberFormat.E164)
        : Digits(text);

    private static string? Normalize(string text, string country)
    {
        if (Parse(text, country) is { } number && Numbers.IsPossibleNumber(number))
        {
            var normal = Numbers.Format(number, PhoneNumberFormat.E164);
            return number.HasExtension ? $"{normal};ext={number.Extension}" : normal;
        }
        var digits = Digits(text);
        if (digits.Length >= FewestDigits && StartsLikeNumber(text))
            return digits;
        // An odd one is found by the text it was kept as.
        var plain = Plain(text).Trim().ToLowerInvariant();
        return plain.Length > 0 ? plain : null;
    }

    private static PhoneNumber? Parse(string text, string country)
    {
        if (!StartsLikeNumber(text))
            return null;
        if (_last is { } last && last.Text == text && last.Country == country)
            return last.Number;
        PhoneNumber? number;
        try
        {
            number = Numbers.Parse(Plain(text), country);
        }
        catch (NumberParseException)
        {
            number = null;
        }
        _last = new Parsed(text, country, number);
        return number;
    }

    private static string Digits(string text) => string.Concat(Plain(text).Where(char.IsAsciiDigit));

    /// <summary>The digits of every script as those of ASCII, and without the invisible characters that are copied along.</summary>
    private static string Plain(string text) => Ascii.IsValid(text) ? text : string.Concat(text
        .Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.Format)
        .Select(letter => CharUnicodeInfo.GetDecimalDigitValue(letter) is >= 0 and var digit ? (char)('0' + digit) : letter));

    /// <summary>Starts like a number: the parser would find one anywhere in a text.</summary>
    private static bool StartsLikeNumber(string text)
    {
        var rest = Plain(text).AsSpan().TrimStart();
        if (rest.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            rest = rest["tel:".Length..];
        rest = rest.TrimStart(" +\uFF0B(");
        return rest.Length > 0 && char.IsAsciiDigit(rest[0]) && !rest.Contains('@');
    }

    private sealed record Parsed(string Text, string Country, PhoneNumber? Number);
}
