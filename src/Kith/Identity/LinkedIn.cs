using System.Text.RegularExpressions;

namespace Kith.Identity;

/// <summary>LinkedIn ids: a bare slug or any form of URL name the same person or company.</summary>
internal static partial class LinkedIn
{
    public static readonly IdentifierKind Kind = new("linkedin", static (text, _) => Slug(text)?.ToLowerInvariant());

    /// <summary>What <c>q</c> looks into: the text as it is, and the slug in it.</summary>
    public static IEnumerable<string> SearchTexts(string text, string country) => Slug(text) is { } slug ? [text, slug] : [text];

    /// <summary>The part that names somebody; null when the text cannot be a LinkedIn id.</summary>
    public static string? Slug(string text)
    {
        var match = Profile().Match(text.Trim());
        if (!match.Success)
            return null;
        var slug = Uri.UnescapeDataString(match.Groups["slug"].Value);
        return slug.Length > 0 && !slug.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '/' or '@' or ':') ? slug : null;
    }

    [GeneratedRegex(@"^((https?://)?([a-z0-9-]+\.)?linkedin\.com)?/?((in|pub|company|school|showcase|profile/view)/|urn:li:[a-z]+:)?@?(?<slug>[^/?#\s]+)([/?#].*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Profile();
}
