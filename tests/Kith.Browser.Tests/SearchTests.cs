using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>Finding anybody with the keyboard alone.</summary>
public sealed class SearchTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_slash_finds_anybody_and_Enter_opens_them()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Velázquez","phoneNumbers":[{"phoneNumber":"+31 6 12345678"}]}""");
        await user.Person("Jansen");
        await using var window = await browser.SignInAsync(server, user);
        foreach (var spelling in (string[])["velaz", "06-12345678"])
        {
            await window.GoAsync("/app/people");
            await window.Page.Keyboard.PressAsync("/");
            await window.Page.GetByRole(AriaRole.Combobox).FillAsync(spelling);
            await window.Page.GetByRole(AriaRole.Option, new() { Name = "Velázquez" }).WaitForAsync();
            await window.Page.Keyboard.PressAsync("Enter");
            await window.AtAsync($"**/app{person}");
        }
    }

    [Fact]
    public async Task What_is_typed_while_the_box_is_opening_stands_in_it()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Velázquez","givenName":"Xenia"}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.SlowAsync(4);
        await window.Page.Keyboard.PressAsync("/");
        // N would open a new person, X select one, J go to the next.
        await window.Page.Keyboard.TypeAsync("xenia velaz");
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Velázquez" }).WaitForAsync();
        Assert.Equal("xenia velaz", await window.Page.GetByRole(AriaRole.Combobox).InputValueAsync());
        await window.Page.Keyboard.PressAsync("Enter");
        await window.AtAsync($"**/app{person}");
    }

    [Fact]
    public async Task Escape_closes_and_the_question_mark_tells_the_keys()
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        await window.Page.Keyboard.PressAsync("Control+k");
        await window.Page.GetByRole(AriaRole.Combobox).WaitForAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await window.Page.Keyboard.PressAsync("?");
        await window.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" }).WaitForAsync();
    }
}
