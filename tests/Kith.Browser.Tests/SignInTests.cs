using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>Getting in, and being out again.</summary>
public sealed class SignInTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Who_is_not_signed_in_comes_back_to_where_they_wanted_to_be()
    {
        var user = await server.NewTenant();
        var person = await user.Person("Bakker");
        await (await browser.SignInAsync(server, user)).DisposeAsync();
        await using var window = await browser.OpenAsync(server);
        await window.Page.GotoAsync("/app/people?q=bakker");
        await window.Page.Locator("#email").FillAsync(user.Email);
        await window.Page.Locator("#password").FillAsync("not the password");
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Contains("/app/sign-in", window.Page.Url, StringComparison.Ordinal);
        await window.SignInAgainAsync(user);
        await window.AtAsync("**/app/people?q=bakker");
        await window.ReadyAsync();
        await window.Page.Locator($"a[href='{person.TrimStart('/')}']").WaitForAsync();
    }

    [Fact]
    public async Task A_session_that_was_ended_says_so_and_keeps_the_page()
    {
        var user = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, user);
        await user.Person("Bakker");
        await window.Page.GetByText("Bakker").First.WaitForAsync();
        // Choosing a password anew ends all sessions.
        await (await browser.SignInAsync(server, user)).DisposeAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "You were signed out" }).WaitForAsync();
        Assert.True(await window.Page.GetByText("Bakker").First.IsVisibleAsync());
    }
}
