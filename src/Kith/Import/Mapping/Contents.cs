using System.Buffers;
using Kith.Identity;

namespace Kith.Import.Mapping;

/// <summary>What a column is by what is in it.</summary>
internal static class Contents
{
    private static readonly SearchValues<char> Dialled = SearchValues.Create("0123456789 +-./()\u00A0");

    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <summary>How many of the samples could be what a target takes, from 0 to 1; null when there is none to tell.</summary>
    public static double? Fit(Target target, IReadOnlyList<string> samples) => samples.Count == 0 ? null : target.Kind switch
    {
        TargetKind.EmailAddresses => Share(samples, IsEmail),
        TargetKind.PhoneNumbers => Share(samples, static text => text.Count(char.IsAsciiDigit) >= 3 && !text.Contains('@') && !IsAddressOfWeb(text) && !IsDated(text)),
        TargetKind.LinkedIn => Share(samples, static text => IsProfile(text) || (!IsAddressOfWeb(text) && LinkedIn.Kind.Normalize(text, "") is not null)),
        TargetKind.Country => Share(samples, static text => CountryNames.CodeOf(text) is not null),
        TargetKind.Boolean => Share(samples, static text => Booleans.TryRead(text, out _)),
        TargetKind.Number => Share(samples, static text => Numbers.TryRead(text, out _)),
        TargetKind.Instant => Share(samples, Dates.IsDate),
        TargetKind.Owner => Share(samples, static text => RowReader.AddressIn(text) is not null),
        TargetKind.Photo => Share(samples, IsPicture),
        TargetKind.Id => Share(samples, static text => ExportedId.TryRead(text, out _)),
        TargetKind.Text when target.Name is "customerId" or "externalSource" => 1,
        TargetKind.Text or TargetKind.FullName or TargetKind.Titles => Share(samples, static text => !IsEmail(text) && !IsAddressOfWeb(text) && !IsNumber(text)),
        _ => 1,
    };

    /// <summary>What it is by its content alone; null when that does not tell.</summary>
    public static (string Target, double Confidence)? Guess(IReadOnlyList<string> samples)
    {
        if (samples.Count == 0)
            return null;
        if (samples.All(IsEmail))
            return (Target.EmailAddresses, 0.8);
        if (samples.All(IsProfile))
            return ("linkedinId", 0.8);
        if (samples.All(IsPicture))
            return (Target.Photo, 0.8);
        return samples.All(IsNumber) ? (Target.PhoneNumbers, 0.6) : null;
    }

    /// <summary>Two to five words that begin with capitals or are particles, and nothing that names do not have.</summary>
    public static bool AreNames(IReadOnlyList<string> samples) => samples.Count > 0 && samples.All(static text =>
        text.Split(' ') is { Length: > 1 and < 6 } words && char.IsUpper(text[0]) && char.IsUpper(words[^1].FirstOrDefault())
        && text.All(static letter => char.IsLetter(letter) || letter is ' ' or '-' or '\'' or '’' or '.' or ','));

    /// <summary>The LinkedIn profile of a person, not of a company.</summary>
    public static bool IsProfile(string text) =>
        text.Contains("linkedin.com/", StringComparison.OrdinalIgnoreCase) && !text.Contains("linkedin.com/company", StringComparison.OrdinalIgnoreCase)
        && !text.Contains("linkedin.com/school", StringComparison.OrdinalIgnoreCase) && LinkedIn.Kind.Normalize(text, "") is not null;

    /// <summary>Whether they may be e-mail addresses or phone numbers that are written wrongly, and no answers, dates or pages.</summary>
    public static bool AreWrittenWrongly(string target, IReadOnlyList<string> samples) =>
        (target == Target.EmailAddresses || (target == Target.PhoneNumbers && samples.Any(static text => text.Any(char.IsAsciiDigit))))
        && !samples.All(static text => Booleans.TryRead(text, out _)) && !samples.All(IsDated) && !samples.All(IsAddressOfWeb);

    private static bool IsEmail(string text) => text.Contains('@') && RowReader.AddressesIn(text).All(static address => RowReader.AddressIn(address) is not null);

    private static bool IsPicture(string text) => text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase);

    private static bool IsAddressOfWeb(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static bool IsDated(string text) => text.AsSpan().IndexOfAny("-/.") > 0 && Dates.IsDate(text);

    /// <summary>A phone number, and not any number: written as one dials it, with a sign or a zero in front or something between.</summary>
    private static bool IsNumber(string text)
    {
        foreach (var part in text.Split(Cell.Several))
        {
            var number = part.AsSpan().Trim();
            var digits = number.Length - number.ToString().Count(static letter => !char.IsAsciiDigit(letter));
            if (digits is < FewestDigits or > MostDigits || number.IndexOfAnyExcept(Dialled) >= 0 || IsDated(part)
                || !(number[0] is '+' or '0' or '(' || number.IndexOfAny(" -/") > 0) || Phone.Kind.Normalize(part, "NL") is null)
            {
                return false;
            }
        }
        return true;
    }

    private static double Share(IReadOnlyList<string> samples, Func<string, bool> fits) => (double)samples.Count(fits) / samples.Count;
}
