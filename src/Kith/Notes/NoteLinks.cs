using System.Text.RegularExpressions;
using Kith.Media;

namespace Kith.Notes;

/// <summary>
/// What the text of a note points at. A link in it is the address in the API, which lasts, where signed links to pictures expire
/// (docs/decisions/0020).
/// </summary>
internal static partial class NoteLinks
{
    /// <summary>The beginning of the address of a picture.</summary>
    public static readonly string PicturePath = $"/{MediaObject.Resource.Path}/";

    /// <summary>The pictures that a text names, each once.</summary>
    public static IEnumerable<Guid> Pictures(string text) => Picture().Matches(text).Select(static match => Guid.ParseExact(match.Groups["id"].ValueSpan, "D")).Distinct();

    /// <summary>A link in Markdown.</summary>
    /// <param name="text">What is read, whatever is in it.</param>
    /// <param name="iri">The address.</param>
    public static string Link(string text, string iri) => $"[{Special().Replace(Blank().Replace(text, " "), "\\$0")}]({iri})";

    [GeneratedRegex("/media_objects/(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Picture();

    /// <summary>What Markdown takes for something else (CommonMark §2.4).</summary>
    [GeneratedRegex(@"[\\`*_{}\[\]()<>#+!|~&^=]", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Special();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Blank();
}
