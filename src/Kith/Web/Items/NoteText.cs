using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;
using Kith.Notes;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kith.Web.Items;

/// <summary>
/// Notes as they are shown: Markdown, of which no HTML that somebody typed is left. A person in it is a link to their page, a colleague a mark, and a picture is
/// one of the tenant's own: what is elsewhere would tell a stranger who reads the note.
/// </summary>
internal static partial class NoteText
{
    // Below the headings of the page and of the note.
    private const int LevelsAbove = 3;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UsePipeTables().UseEmphasisExtras().UseSoftlineBreakAsHardlineBreak().Build();

    private static readonly HtmlSanitizer Sanitizer = CreateSanitizer();

    /// <summary>The HTML of a note.</summary>
    /// <param name="markdown">What was typed.</param>
    /// <param name="pictures">The media objects in it that are there, by their IRIs.</param>
    /// <param name="gone">What stands in the place of a picture that is not there, for what it shows.</param>
    public static string ToHtml(string markdown, IReadOnlyDictionary<string, JsonObject> pictures, Func<string, string> gone)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + LevelsAbove);
        foreach (var picture in document.Descendants<LinkInline>().Where(static link => link.IsImage).ToList())
            Place(picture, pictures, gone);
        return Sanitizer.Sanitize(document.ToHtml(Pipeline));
    }

    private static void Place(LinkInline picture, IReadOnlyDictionary<string, JsonObject> pictures, Func<string, string> gone)
    {
        var iri = picture.Url?.ToLowerInvariant() ?? "";
        if (pictures.GetValueOrDefault(iri) is { } known)
        {
            picture.Url = known.Text("contentUrl");
            var attributes = picture.GetAttributes();
            attributes.AddProperty("loading", "lazy");
            attributes.AddProperty("width", known["width"]!.ToString());
            attributes.AddProperty("height", known["height"]!.ToString());
        }
        else if (iri.StartsWith(NoteLinks.PicturePath, StringComparison.Ordinal))
        {
            picture.ReplaceBy(new LiteralInline(gone(string.Concat(picture.Descendants<LiteralInline>().Select(static text => text.Content.ToString())))), copyChildren: false);
        }
        else
        {
            picture.IsImage = false;
            if (picture.FirstChild is null)
                picture.AppendChild(new LiteralInline(picture.Url ?? ""));
        }
    }

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "a", "blockquote", "br", "code", "del", "em", "h4", "h5", "h6", "hr", "img", "ins", "li", "mark", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "start", "src", "alt", "width", "height", "loading" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "src" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto", "tel" },
        });
        sanitizer.PostProcessNode += (_, processed) =>
        {
            if (processed.Node is IHtmlAnchorElement link)
                Lead(link, processed);
            else if (processed.Node is IHtmlImageElement image)
                Frame(image, processed);
        };
        return sanitizer;
    }

    private static void Lead(IHtmlAnchorElement link, PostProcessNodeEventArgs processed)
    {
        var address = link.GetAttribute("href") ?? "";
        if (Page().IsMatch(address))
        {
            // Below /app, where the page of what is in the API at the same path stands.
            link.SetAttribute("href", address[1..].ToLowerInvariant());
            link.ClassName = "mention";
        }
        else if (Colleague().IsMatch(address))
        {
            var mark = processed.Document.CreateElement("mark");
            mark.ClassName = "mention";
            mark.TextContent = link.TextContent;
            processed.ReplacementNodes.Add(mark);
        }
        else
        {
            link.SetAttribute("target", "_blank");
            link.SetAttribute("rel", "noopener noreferrer nofollow");
        }
    }

    /// <summary>A picture as large as there is room for opens as it is.</summary>
    private static void Frame(IHtmlImageElement image, PostProcessNodeEventArgs processed)
    {
        var address = image.GetAttribute("src") ?? "";
        if (!address.StartsWith(NoteLinks.PicturePath, StringComparison.Ordinal))
        {
            image.Remove();
            return;
        }
        if (image.Ancestors<IHtmlAnchorElement>().Any())
            return;
        var link = processed.Document.CreateElement("a");
        link.SetAttribute("href", address);
        link.SetAttribute("target", "_blank");
        link.SetAttribute("rel", "noopener");
        link.AppendChild(image.Clone());
        processed.ReplacementNodes.Add(link);
    }

    [GeneratedRegex(@"^/(people|organizations)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Page();

    [GeneratedRegex(@"^/users/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Colleague();
}
