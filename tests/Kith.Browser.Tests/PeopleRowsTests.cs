using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What is done with a person without leaving the list.</summary>
public sealed class PeopleRowsTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Somebody_is_looked_at_beside_the_list_and_the_next_one_after_them()
    {
        var user = await server.NewTenant();
        await user.Note(await user.Person("Adams"));
        await user.Create("/people", """{"familyName":"Bakker","emailAddresses":[{"email":"bakker@example.com"}],"jobTitle":"Baker"}""");
        await using var window = await browser.SignInAsync(server, user);
        var (keys, peek) = (window.Page.Keyboard, window.Page.Locator("[data-peek-panel]"));
        await Expect(window.Page.Locator("[data-row]")).ToHaveCountAsync(2);
        await keys.PressAsync("j");
        await keys.PressAsync("Space");
        await Expect(peek.GetByRole(AriaRole.Heading, new() { Name = "Adams" })).ToBeVisibleAsync();
        await Expect(peek.Locator("article")).ToHaveCountAsync(1);
        Assert.Empty(await window.BarriersAsync());
        await keys.PressAsync("j");
        await Expect(peek.GetByRole(AriaRole.Heading, new() { Name = "Bakker" })).ToBeVisibleAsync();
        await Expect(peek).ToContainTextAsync("bakker@example.com");
        await Expect(peek).ToContainTextAsync("There are no notes yet.");
        await Expect(Link(window, "Bakker")).ToBeFocusedAsync();
        await peek.GetByRole(AriaRole.Button, new() { Name = "Previous person" }).ClickAsync();
        await Expect(peek.GetByRole(AriaRole.Heading, new() { Name = "Adams" })).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(peek).ToHaveCountAsync(0);
        await Expect(Link(window, "Adams")).ToBeFocusedAsync();
        await keys.PressAsync("Space");
        await peek.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Adams");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_telephone_shows_nobody_beside_the_list()
    {
        var user = await server.NewTenant();
        await user.Person("Adams");
        await using var window = await browser.SignInAsync(server, user, new(Width: 390));
        await Expect(window.Page.Locator("[data-row]")).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("j");
        await window.Page.Keyboard.PressAsync("Space");
        await Expect(window.Page.Locator("[data-peek]")).ToBeHiddenAsync();
        await Expect(window.Page.Locator("[data-peek-panel]")).ToHaveCountAsync(0);
        Assert.False(await window.IsTooWideAsync());
    }

    [Fact]
    public async Task A_property_is_changed_in_its_cell_and_what_is_refused_is_told_there()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Adams","jobTitle":"Baker"}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/people?columns=jobTitle,owner");
        var (keys, box) = (window.Page.Keyboard, window.Page.Locator("[data-row] .jobTitle input"));
        await keys.PressAsync("j");
        await keys.PressAsync("F2");
        await Expect(box).ToBeFocusedAsync();
        await Expect(box).ToHaveValueAsync("Baker");
        await keys.TypeAsync("Miller");
        await keys.PressAsync("Enter");
        await Expect(box).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("[data-row] .jobTitle")).ToHaveTextAsync("Miller");
        await Expect(window.Page.Locator("[data-cell=jobTitle]")).ToBeFocusedAsync();
        Assert.Equal("Miller", (await user.Get(person))["jobTitle"]!.GetValue<string>());

        // Different letters, so that one that is lost shows.
        var tooLong = string.Concat(Enumerable.Range(0, 300).Select(index => (char)('a' + index % 26)));
        await keys.PressAsync("F2");
        await keys.TypeAsync(tooLong);
        await Expect(box).ToHaveValueAsync(tooLong);
        await keys.PressAsync("Enter");
        var told = (await user.Patch(person, $$"""{"jobTitle":"{{tooLong}}"}""")).Is(422)["violations"]![0]!["message"]!.GetValue<string>();
        await Expect(window.Page.Locator("[data-row] .jobTitle .violation")).ToHaveTextAsync(told);
        Assert.Empty(await window.BarriersAsync());
        await keys.PressAsync("Escape");
        await Expect(box).ToHaveCountAsync(0);
        Assert.Equal("Miller", (await user.Get(person))["jobTitle"]!.GetValue<string>());

        await window.Page.Locator("[data-cell=owner]").FocusAsync();
        await keys.PressAsync("Enter");
        await window.Page.Locator("[data-row] .owner").GetByRole(AriaRole.Combobox).FillAsync(user.Email);
        await window.Page.GetByRole(AriaRole.Option).First.ClickAsync();
        // The box, which shows the address too, is there until the owner is kept.
        await Expect(window.Page.Locator("[data-row] .owner").GetByRole(AriaRole.Combobox)).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("[data-row] .owner")).ToContainTextAsync(user.Email);
        Assert.Equal(await user.Me(), (await user.Get(person))["owner"]!.GetValue<string>());
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_is_shown_beside_what_was_typed()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Adams","jobTitle":"Baker"}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/people?columns=jobTitle");
        var cell = window.Page.Locator("[data-row] .jobTitle");
        await window.Page.Keyboard.PressAsync("j");
        await window.Page.Keyboard.PressAsync("F2");
        await cell.GetByRole(AriaRole.Textbox).FillAsync("Miller");
        (await user.Patch(person, """{"jobTitle":"Butcher"}""")).Is(200);
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(cell.GetByRole(AriaRole.Alert)).ToContainTextAsync("Butcher");
        await Expect(cell.GetByRole(AriaRole.Alert)).ToContainTextAsync("Miller");
        Assert.Equal("Butcher", (await user.Get(person))["jobTitle"]!.GetValue<string>());
        await cell.GetByRole(AriaRole.Button, new() { Name = "Use mine" }).ClickAsync();
        await Expect(cell).ToHaveTextAsync("Miller");
        Assert.Equal("Miller", (await user.Get(person))["jobTitle"]!.GetValue<string>());
    }

    private static ILocator Link(Window window, string name) => window.Page.Locator("[data-row] [data-open]").Filter(new() { HasTextString = name });
}
