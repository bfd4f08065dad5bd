using Kith.Notes;
using Kith.Web.Items;

namespace Kith.Tests.Web;

/// <summary>What notes are shown as, whatever somebody typed, pasted or is called.</summary>
public sealed class NoteTextTests
{
    private const string Id = "01890a5d-ac96-774b-bcce-b302099a8057", Picture = $"/media_objects/{Id}";

    private static readonly Dictionary<string, JsonObject> Known = new()
    {
        [Picture] = new JsonObject { ["contentUrl"] = $"{Picture}/content?tenant=1&signature=x", ["width"] = 60, ["height"] = 40 },
    };

    [Theory]
    [InlineData($"[@Jan de Vries](/people/{Id})", $"""<p><a href="people/{Id}" class="mention">@Jan de Vries</a></p>""")]
    [InlineData($"[@Kim](/users/{Id})", """<p><mark class="mention">@Kim</mark></p>""")]
    [InlineData($"[Acme](/organizations/{Id})", $"""<p><a href="organizations/{Id}" class="mention">Acme</a></p>""")]
    [InlineData("[site](https://acme.example)", """<p><a href="https://acme.example" target="_blank" rel="noopener noreferrer nofollow">site</a></p>""")]
    [InlineData($"[x](//evil.example/people/{Id})", $"""<p><a href="//evil.example/people/{Id}" target="_blank" rel="noopener noreferrer nofollow">x</a></p>""")]
    [InlineData($"![A cat]({Picture})", $"""<p><a href="{Picture}/content?tenant=1&amp;signature=x" target="_blank" rel="noopener"><img src="{Picture}/content?tenant=1&amp;signature=x" loading="lazy" width="60" height="40" alt="A cat"></a></p>""")]
    [InlineData("![A cat](/media_objects/01890a5d-ac96-774b-bcce-000000000000)", "<p>(gone: A cat)</p>")]
    [InlineData("![who reads](https://evil.example/pixel.png)", """<p><a href="https://evil.example/pixel.png" target="_blank" rel="noopener noreferrer nofollow">who reads</a></p>""")]
    [InlineData("![](https://evil.example/pixel.png)", """<p><a href="https://evil.example/pixel.png" target="_blank" rel="noopener noreferrer nofollow">https://evil.example/pixel.png</a></p>""")]
    public void People_colleagues_and_pictures_are_what_they_are(string markdown, string html) => Assert.Equal(html, Html(markdown));

    [Theory]
    [InlineData($"[@x](/users/{Id}\" onclick=\"alert(1))")]
    [InlineData($"![\"><script>alert(1)</script>]({Picture})")]
    [InlineData($"![\" onerror=\"alert(1)]({Picture})")]
    [InlineData($"![x]({Picture} \"title\\\" onload=\\\"alert(1)\")")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("![x](data:image/svg+xml,<svg onload=alert(1)>)")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData($"<mark class=\"mention\" onclick=\"alert(1)\">x</mark>")]
    public void Nothing_that_was_typed_runs(string markdown)
    {
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(Html(markdown));
        Assert.Empty(document.QuerySelectorAll("script, iframe, object, svg"));
        Assert.All(document.All, static element => Assert.DoesNotContain(element.Attributes, static attribute =>
            attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || attribute.Value.StartsWith("data:", StringComparison.OrdinalIgnoreCase)));
        Assert.All(document.QuerySelectorAll("img"), static image => Assert.StartsWith(Picture, image.GetAttribute("src"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Jan de Vries")]
    [InlineData("](javascript:alert(1)) [x")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a*b*_c_`d`&amp;|e|==f==~~g~~ #h \\")]
    [InlineData("two\nlines")]
    public void A_name_is_read_as_it_is_written(string name)
    {
        var html = Html(NoteLinks.Link($"@{name}", $"/people/{Id}"));
        var link = Assert.Single(new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).QuerySelectorAll("body *"), static element => element.LocalName == "a");
        Assert.Equal($"@{name.Replace('\n', ' ')}", link.TextContent);
        Assert.Equal($"people/{Id}", link.GetAttribute("href"));
    }

    private static string Html(string markdown) => NoteText.ToHtml(markdown, Known, static alternative => $"(gone: {alternative})").Trim();
}
