using System.Globalization;
using System.Text.Json;

namespace Kith.Web;

/// <summary>
/// What the pages say, in the language of who reads. English is written where it is said; other languages are in
/// <c>nl.json</c> beside the pages that say it, English text to translation. A test finds what is missing.
/// </summary>
internal sealed class Texts
{
    /// <summary>The languages of the pages (ISO 639-1), the one to fall back to first.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "nl"];

    private readonly Dictionary<string, Dictionary<string, string>> _translations = Read();

    /// <summary>The language that is spoken here.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>A text.</summary>
    /// <param name="english">What it is in English.</param>
    public string this[string english] => Of(english);

    /// <summary>A text with holes (<c>{0}</c>) for what changes.</summary>
    public string this[string english, params ReadOnlySpan<object?> values] => string.Format(CultureInfo.CurrentCulture, Of(english), values);

    /// <summary>A number of things: <c>{0}</c> is the number, with separators.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The text for one, <c>{0} person</c>.</param>
    /// <param name="many">The text for others, <c>{0} people</c>.</param>
    public string Count(long count, string one, string many) =>
        string.Format(CultureInfo.CurrentCulture, Of(count == 1 ? one : many), count.ToString("N0", CultureInfo.CurrentCulture));

    /// <summary>A number of bytes as people read it.</summary>
    public string Size(long bytes) => bytes switch
    {
        < 1 << 20 => this["{0} KB", (bytes / 1024d).ToString("N0", CultureInfo.CurrentCulture)],
        < 1 << 30 => this["{0} MB", (bytes / 1024d / 1024d).ToString("N1", CultureInfo.CurrentCulture)],
        _ => this["{0} GB", (bytes / 1024d / 1024d / 1024d).ToString("N1", CultureInfo.CurrentCulture)],
    };

    /// <summary>The name of a property: <c>familyName</c> is "Family name".</summary>
    public string Property(string name) => Of(Words(name));

    /// <summary>The words of a name in camel case, as a label.</summary>
    public static string Words(string name)
    {
        var words = new System.Text.StringBuilder(name.Length + 4);
        foreach (var (index, letter) in name.Index())
        {
            if (char.IsAsciiLetterUpper(letter))
                words.Append(' ').Append(char.ToLowerInvariant(letter));
            else
                words.Append(index == 0 ? char.ToUpperInvariant(letter) : letter);
        }
        return words.ToString();
    }

    private string Of(string english) =>
        _translations.TryGetValue(Language, out var texts) && texts.TryGetValue(english, out var text) ? text : english;

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        const string Prefix = "Texts/";
        var assembly = typeof(Texts).Assembly;
        var all = new Dictionary<string, Dictionary<string, string>>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var language = Path.GetFileNameWithoutExtension(name);
            if (!all.TryGetValue(language, out var texts))
                all[language] = texts = [];
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            foreach (var text in document.RootElement.EnumerateObject())
                texts[text.Name] = text.Value.GetString()!;
        }
        return all;
    }
}
