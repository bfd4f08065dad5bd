using System.Globalization;
using Kith.People;

namespace Kith.Web;

/// <summary>Countries by their names in the language of the pages.</summary>
internal static class CountryTitles
{
    /// <summary>The name of a country; empty for none.</summary>
    /// <param name="code">ISO 3166-1 alpha-2.</param>
    public static string Of(string code) => code.Length == 0 ? "" : new RegionInfo($"{Texts.Language}-{code}").DisplayName;

    /// <summary>All countries, in the order of their names.</summary>
    public static IEnumerable<(string Code, string Title)> All => Countries.All.Select(code => (code, Of(code))).OrderBy(country => country.Item2, StringComparer.CurrentCulture);
}
