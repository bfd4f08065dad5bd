using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>A page can be read before it is connected: what somebody presses and types until then is done as soon as it is.</summary>
public sealed class EarlyTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_note_that_is_begun_before_the_page_answers_goes_on()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var window = await browser.SignInAsync(server, user);
        var note = window.Page.GetByLabel("Note", new() { Exact = true });
        await window.GoAsync($"/app{person}");
        await note.PressSequentiallyAsync("Called");

        var connect = await OpenAsync(window, $"/app{person}");
        // What was begun another time is not written over.
        await Expect(note).ToHaveValueAsync("Called");
        await window.Page.Keyboard.PressAsync("n");
        await window.Page.Keyboard.PressAsync("End");
        await window.Page.Keyboard.TypeAsync(" about");
        connect.SetResult();
        await window.ReadyAsync();
        await window.Page.Keyboard.TypeAsync(" the invoice");
        await Expect(note).ToBeFocusedAsync();
        await Expect(note).ToHaveValueAsync("Called about the invoice");
        await note.PressAsync("Control+Enter");
        await Expect(window.Page.Locator(".note-text")).ToHaveTextAsync("Called about the invoice");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_key_of_a_button_waits_until_the_button_does_something()
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        var connect = await OpenAsync(window, "/app/tags");
        await window.Page.Keyboard.PressAsync("n");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        connect.SetResult();
        await Expect(window.Page.GetByRole(AriaRole.Dialog, new() { Name = "New tag" })).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_key_of_a_link_leads_there_at_once()
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        var connect = await OpenAsync(window, "/app/people");
        await window.Page.Keyboard.PressAsync("n");
        await window.AtAsync("**/app/people/new");
        connect.SetResult();
        await window.ReadyAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "New person" })).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Who_searches_before_the_page_answers_finds()
    {
        var user = await server.NewTenant();
        await user.Person("Jansen");
        await using var window = await browser.SignInAsync(server, user);
        var connect = await OpenAsync(window, "/app/people");
        await window.Page.Keyboard.TypeAsync("/jansen");
        connect.SetResult();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("jansen");
        await Expect(dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = "Jansen" }).First).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }

    /// <summary>Opens a page that stays without a connection until it is allowed to have one.</summary>
    internal static async Task<TaskCompletionSource> OpenAsync(Window window, string path)
    {
        var connect = new TaskCompletionSource();
        await window.Page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await connect.Task;
            await route.ContinueAsync();
        });
        await window.Page.GotoAsync(path);
        await window.Page.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return connect;
    }
}
