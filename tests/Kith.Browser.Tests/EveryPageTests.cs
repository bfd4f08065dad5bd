using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>What every page keeps: nothing in anybody's way, nothing too wide, nothing that the browser complains of, in light and dark, on a desk and a telephone.</summary>
public sealed class EveryPageTests(RunningServer server, Chromium browser)
{
    private const string Nowhere = "nowhere";

    /// <summary>The pages, below <c>/app</c>.</summary>
    private static readonly string[] Paths = ["people", "people/new", "organizations", "organizations/new", "segments", "tags", "categories", "duplicates", "trash", "merges", "duplicates/dismissed", "account", "admin/users", "admin/keys", "admin/settings", "admin/audit", "imports", "imports/new", Nowhere];

    public static TheoryData<int, bool, string> Windows => new()
    {
        { 1440, false, "en" },
        { 1440, true, "nl" },
        { 390, false, "nl" },
        { 390, true, "en" },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nothing_is_in_anybodys_way(int width, bool isDark, string language)
    {
        var admin = await Somebody.InTenantAsync(server);
        await using var window = await browser.SignInAsync(server, admin.User, new(width, isDark, language));
        await LookAsync(window, Paths.Concat(admin.Pages), $"{width}-{(isDark ? "dark" : "light")}-{language}");
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nor_in_that_of_who_runs_the_server(int width, bool isDark, string language)
    {
        var admin = await server.Operator.Colleague($"{server.Database.Ids.Next()}@example.com", Users.User.Admin);
        var made = (await admin.Post("/backups", "")).Is(202).Iri;
        (await admin.Get(made, ("Prefer", "wait=60"))).Is(200);
        await using var window = await browser.SignInAsync(server, admin, new(width, isDark, language));
        await LookAsync(window, ["admin/backups"], $"{width}-{(isDark ? "dark" : "light")}-{language}");
    }

    private static async Task LookAsync(Window window, IEnumerable<string> paths, string look)
    {
        var barriers = new List<string>();
        foreach (var path in paths)
        {
            window.Problems.Clear();
            await window.GoAsync($"/app/{path}");
            barriers.AddRange((await window.BarriersAsync()).Select(barrier => $"{path}: {barrier}"));
            if (await window.IsTooWideAsync())
                barriers.Add($"{path} is wider than the window");
            // A page that is not there says so with its status, which the browser complains of.
            barriers.AddRange(window.Problems.Where(problem => path != Nowhere || !problem.Contains("404", StringComparison.Ordinal)).Select(problem => $"{path}: {problem}"));
            await Pictures.TakeAsync(window, $"{path}-{look}");
        }
        Assert.True(barriers.Count == 0, string.Join(Environment.NewLine, barriers.Distinct()));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nor_before_one_is_signed_in(int width, bool isDark, string language)
    {
        var user = await server.NewTenant();
        await using var window = await browser.OpenAsync(server, new(width, isDark, language));
        foreach (var path in (string[])["sign-in", "sign-in?problem=credentials", $"welcome?token={Uri.EscapeDataString(await server.Link(user.Tenant, user.Email))}", "welcome?token=x"])
        {
            await window.Page.GotoAsync($"/app/{path}");
            Assert.Empty(await window.BarriersAsync());
            Assert.Empty(window.Problems);
            await Pictures.TakeAsync(window, $"{path.Split('?', '=')[0]}-{width}-{(isDark ? "dark" : "light")}-{language}");
        }
    }
}
