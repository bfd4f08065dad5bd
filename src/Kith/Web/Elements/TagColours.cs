using System.Globalization;

namespace Kith.Web.Elements;

/// <summary>The colours of a tag, which users choose, and whether a text in one can be read on another (WCAG 2.2, success criterion 1.4.3).</summary>
internal static class TagColours
{
    /// <summary>The ratio from which on normal text counts as readable.</summary>
    public const double Readable = 4.5;

    public const string Black = "#000000", White = "#ffffff";

    /// <summary>The style of a tag's chip; null where it has no colour of its own. What cannot be read on its background is written in black or white.</summary>
    public static string? StyleOf(string? background, string? text)
    {
        if (Normal(background) is not { } ground)
            return null;
        var readable = Normal(text) is { } own && Contrast(own, ground) >= Readable ? own : On(ground);
        return $"background:{ground};color:{readable};border-color:color-mix(in oklab, {ground}, currentcolor 22%)";
    }

    /// <summary>A colour in six digits; null for what is none.</summary>
    public static string? Normal(string? text) => text?.Trim() switch
    {
        ['#', var red, var green, var blue] when IsHex($"{red}{green}{blue}") => $"#{red}{red}{green}{green}{blue}{blue}".ToLowerInvariant(),
        ['#', .. { Length: 6 } digits] when IsHex(digits) => $"#{digits}".ToLowerInvariant(),
        _ => null,
    };

    /// <summary>Black or white, whichever is easier to read on a colour: one of them always has more than 4.5 : 1.</summary>
    public static string On(string background) => Contrast(Black, background) >= Contrast(White, background) ? Black : White;

    /// <summary>The contrast ratio of two colours in six digits, 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (lighter, darker) = (Luminance(one), Luminance(other));
        if (lighter < darker)
            (lighter, darker) = (darker, lighter);
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double Luminance(string colour) => 0.2126 * Linear(colour[1..3]) + 0.7152 * Linear(colour[3..5]) + 0.0722 * Linear(colour[5..7]);

    private static double Linear(string digits)
    {
        var part = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private static bool IsHex(string digits) => digits.All(char.IsAsciiHexDigit);
}
