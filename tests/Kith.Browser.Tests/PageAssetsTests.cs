using System.Text.RegularExpressions;
using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>What a page is made of is asked for once: under an address that is another one when it is another one.</summary>
public sealed partial class PageAssetsTests(RunningServer server)
{
    [Fact]
    public async Task Scripts_and_styles_are_kept_for_good_and_named_at_the_beginning_of_the_page()
    {
        var page = (await new Kith.Tests.Support.Browser(server).Get("/app/sign-in")).Is(200);
        var assets = Asset().Matches(page.Text).Select(match => match.Groups["address"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Contains(assets, address => address.EndsWith("/main.js", StringComparison.Ordinal));
        foreach (var address in assets)
        {
            var asset = (await new Kith.Tests.Support.Browser(server).Get($"/app/{address}")).Is(200);
            // A build that was not published tells browsers of styles to ask again; its scripts are as they will be.
            if (address.Contains("scripts/", StringComparison.Ordinal))
                Assert.Equal("public, max-age=31536000, immutable", asset.Header("Cache-Control"));
            else
                Assert.Matches(@"\.[a-z0-9]{10}\.", address);
            Assert.Contains("script-src 'self';", asset.Header("Content-Security-Policy"), StringComparison.Ordinal);
            // None waits until another one has been read.
            Assert.All(Import().Matches(asset.Text), import => Assert.Contains($"{address[..(address.LastIndexOf('/') + 1)]}{import.Groups["name"].Value}", assets));
        }
    }

    [Fact]
    public async Task A_script_without_its_version_is_asked_for_again()
    {
        var script = (await new Kith.Tests.Support.Browser(server).Get("/app/scripts/main.js")).Is(200);
        Assert.Equal("no-cache", script.Header("Cache-Control"));
    }

    [GeneratedRegex("""<(link|script)[^>]* (href|src)="(?<address>[^"]+\.(js|css))"[^>]*>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Asset();

    [GeneratedRegex(@"^import (\{[^}]*\} from )?'\./(?<name>[^']+)';", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Import();
}
