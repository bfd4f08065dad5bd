using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What is typed into the search box of a list stays there, however fast it is typed and however slow the page is.</summary>
public sealed class SearchBoxTests(RunningServer server, Chromium browser)
{
    private const string Text = "acme holding of the low countries";

    public static TheoryData<string, int, int> Boxes => new()
    {
        { "people", 1, 0 },
        { "people", 6, 25 },
        { "organizations", 1, 0 },
        { "organizations", 6, 25 },
    };

    [Theory]
    [MemberData(nameof(Boxes))]
    public async Task No_letter_is_lost_on_a_slow_machine(string list, int slowness, int delay)
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        await window.SlowAsync(slowness);
        await window.GoAsync($"/app/{list}");
        for (var round = 0; round < 3; round++)
        {
            // The box is focused, and what stands in it selected.
            await window.Page.Locator("h1").FocusAsync();
            await window.Page.Keyboard.PressAsync("f");
            await window.Page.Keyboard.TypeAsync($"{Text} {round}", new() { Delay = delay });
            await window.AtAsync($"**/app/{list}?q={Uri.EscapeDataString($"{Text} {round}")}");
            await Expect(Box(window)).ToHaveValueAsync($"{Text} {round}");
            await Expect(Box(window)).ToBeFocusedAsync();
        }
        Assert.Empty(window.Problems);
    }

    [Theory]
    [InlineData("people")]
    [InlineData("organizations")]
    public async Task What_is_typed_before_the_page_answers_is_searched_for_as_soon_as_it_does(string list)
    {
        var user = await server.NewTenant();
        await user.Person("Jansen");
        await user.Organization("Jansen");
        await user.Person("Smit");
        await user.Organization("Smit");
        await using var window = await browser.SignInAsync(server, user);
        var isTyped = new TaskCompletionSource();
        await window.Page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await isTyped.Task;
            await route.ContinueAsync();
        });
        await window.Page.GotoAsync($"/app/{list}");
        await window.Page.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("jan");
        isTyped.SetResult();
        await window.ReadyAsync();
        await window.AtAsync($"**/app/{list}?q=jan");
        await Expect(window.Page.Locator("[data-row]")).ToHaveCountAsync(1);
        await Expect(Box(window)).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("sen");
        await window.AtAsync($"**/app/{list}?q=jansen");
        await Expect(Box(window)).ToHaveValueAsync("jansen");
    }

    [Theory]
    [InlineData("people")]
    [InlineData("organizations")]
    public async Task Back_and_forward_put_the_box_right(string list)
    {
        var user = await server.NewTenant();
        await user.Person("Jansen");
        await user.Organization("Jansen");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app/{list}");
        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("jan ");
        await window.AtAsync("**?q=jan");
        await Expect(Box(window)).ToHaveValueAsync("jan ");
        await window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Created" }).GetByRole(AriaRole.Button).ClickAsync();
        await window.AtAsync("**?q=jan&sort=*");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).First.ClickAsync();
        await Expect(Box(window)).ToHaveValueAsync("");
        await window.Page.GoBackAsync();
        await Expect(Box(window)).ToHaveValueAsync("jan");
        await window.Page.Locator("[data-row] [data-open]").ClickAsync();
        await window.AtAsync($"**/app/{list}/*");
        await window.Page.GoBackAsync();
        await Expect(Box(window)).ToHaveValueAsync("jan");
        await window.Page.GoForwardAsync();
        await window.AtAsync($"**/app/{list}/*");
    }

    private static ILocator Box(Window window) => window.Page.Locator("[data-search-box]");
}
