using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Who presses a button twice, or leaves a finger on Enter, has what they made once.</summary>
public sealed class OnceTests(RunningServer server, Chromium browser)
{
    [Theory]
    [InlineData("organizations/new", null, "#new-title", "Save", "/organizations?q=twice")]
    [InlineData("people/new", null, "#new-familyName", "Create person", "/people?q=twice")]
    [InlineData("categories", "New category", "#item-title", "Save", "/note_categories")]
    [InlineData("segments", "New segment", "#item-title", "Save", "/segments")]
    [InlineData("people?q=t", "Save as a view", "#view-title", "Save", "/views")]
    [InlineData("admin/keys", "New key", "#key-title", "Make the key", "/api_keys")]
    public async Task A_button_that_is_pressed_twice_saves_once(string path, string? opens, string box, string saves, string collection)
    {
        var user = await server.NewTenant();
        var before = (await user.Get(collection)).TotalItems;
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app/{path}");
        await FillAsync(window, opens, box);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = saves, Exact = true }).DblClickAsync();
        await Expect(window.Page.Locator(box)).ToHaveCountAsync(0);
        await window.GoAsync("/app/tags");
        Assert.Equal(before + 1, (await user.Get(collection)).TotalItems);
    }

    [Fact]
    public async Task Enter_that_is_pressed_again_at_once_saves_once()
    {
        var user = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/organizations/new");
        await FillAsync(window, opens: null, "#new-title");

        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.AtAsync("**/app/organizations/*-*");
        await window.GoAsync("/app/tags");
        Assert.Equal(1, (await user.Get("/organizations")).TotalItems);
    }

    [Fact]
    public async Task What_a_list_shows_is_what_goes_out()
    {
        var user = await server.NewTenant();
        foreach (var name in (string[])["Jansen", "Jansens", "Bakker"])
            await user.Person(name);
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/people?q=jansen");
        await window.Page.Locator(".export summary").First.ClickAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).First.ClickAsync());

        await using var csv = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(csv);
        var lines = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain(lines, line => line.Contains("Bakker", StringComparison.Ordinal));
    }

    private static async Task FillAsync(Window window, string? opens, string box)
    {
        if (opens is not null)
            await window.Page.GetByRole(AriaRole.Button, new() { Name = opens }).First.ClickAsync();
        await window.Page.Locator(box).FillAsync("Twice");
    }
}
