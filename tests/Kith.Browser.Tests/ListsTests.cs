using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Segments, tags, note categories and organizations, mostly by keyboard.</summary>
public sealed class ListsTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Segments_are_added_ordered_and_deleted_and_come_back_to_everybody()
    {
        var user = await server.NewTenant();
        var (first, second) = (await user.Create("/segments", """{"title":"First","sequence":1}"""), await user.Create("/segments", """{"title":"Second","sequence":2}"""));
        var person = await user.Create("/people", $$"""{"familyName":"A","segments":["{{first}}"]}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/segments");
        var titles = window.Page.Locator("[data-row] [data-open]");
        await Expect(titles).ToHaveTextAsync(["First", "Second"]);
        await Expect(window.Page.Locator("[data-row]").First).ToContainTextAsync("1 person");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Move “Second” up" }).FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(titles).ToHaveTextAsync(["Second", "First"]);
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Move “Second” up" })).ToBeFocusedAsync();
        await Expect(window.Page.GetByText("“Second” is number 1 of 2 now.")).ToBeAttachedAsync();

        await window.Page.Keyboard.PressAsync("n");
        await window.Page.GetByLabel("Title").FillAsync("Third");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(titles).ToHaveTextAsync(["Second", "First", "Third"]);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete “First”" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 person");
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(titles).ToHaveTextAsync(["Second", "Third"]);
        Assert.Empty((await user.Get(person)).List("segments"));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(titles).ToHaveTextAsync(["Second", "First", "Third"]);
        Assert.Equal([first], (await user.Get(person)).List("segments"));
        Assert.Equal(1, (await user.Get(second))["sequence"]!.GetValue<int>());
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_tag_gets_a_text_that_can_be_read_and_is_merged_and_separated()
    {
        var user = await server.NewTenant();
        var old = await user.Tag("Old");
        var person = await user.Create("/people", $$"""{"familyName":"A","tags":["{{old}}"]}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/tags");

        await window.Page.Keyboard.PressAsync("n");
        await window.Page.GetByLabel("Title").FillAsync("New");
        await window.Page.GetByLabel("Background color", new() { Exact = true }).FillAsync("yellow");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Page.GetByText("This value is not a hex colour such as #FFD700.")).ToBeVisibleAsync();
        await window.Page.GetByLabel("Background color", new() { Exact = true }).FillAsync("#ffd700");
        await window.Page.GetByLabel("Text color", new() { Exact = true }).FillAsync("#ffffff");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Use black text" }).ClickAsync();
        await Expect(window.Page.GetByText("Easy to read")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row, new() { Name = "New" })).ToBeVisibleAsync();
        var tag = (await user.Get("/tags")).Members.Single(member => member["title"]!.GetValue<string>() == "New");
        Assert.Equal("#000000", tag["textColor"]!.GetValue<string>());

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Merge “Old” into another tag" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Combobox, new() { Name = "The tag that stays" }).FillAsync("new");
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "New" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("“Old” is on: 1 person.");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Merge", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row, new() { Name = "Old" })).ToHaveCountAsync(0);
        Assert.Equal([tag["@id"]!.GetValue<string>()], (await user.Get(person)).List("tags"));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row, new() { Name = "Old" })).ToBeVisibleAsync();
        Assert.Equal([old], (await user.Get(person)).List("tags"));
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_category_that_notes_have_is_not_deleted_and_the_page_says_why()
    {
        var user = await server.NewTenant();
        await user.Note(await user.Person());
        var title = (await user.Get(await user.Category()))["title"]!.GetValue<string>();
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/categories");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Delete “{title}”" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync((await user.Delete(await user.Category())).Is(409).Detail);
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_organization_is_found_changed_where_it_stands_deleted_and_brought_back()
    {
        var user = await server.NewTenant();
        var organization = await user.Organization("Acme");
        await user.Organization("Other");
        var person = await user.Create("/people", $$"""{"familyName":"Jansen","organizations":["{{organization}}"]}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync("/app/organizations");
        var width = window.Page.GetByRole(AriaRole.Slider, new() { Name = "Width of Phone" });
        await width.FocusAsync();
        await window.Page.Keyboard.PressAsync("ArrowLeft");
        await window.Page.Keyboard.PressAsync("Tab");
        await Expect(window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Phone" })).ToHaveCSSAsync("width", "140px");
        await window.GoAsync("/app/organizations");
        await Expect(width).ToHaveValueAsync("140");
        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("acme");
        await Expect(window.Page.Locator("[data-row]")).ToHaveCountAsync(1);
        await window.AtAsync("**/app/organizations?q=acme");
        await window.Page.Locator("[data-row] [data-open]").ClickAsync();
        await window.AtAsync($"**/app{organization}");

        await window.Page.Locator("[data-field='website'] [data-edit]").ClickAsync();
        await Expect(window.Page.Locator("#edit-website-website")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("https://www.acme.example");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-field='website'] .shown")).ToContainTextAsync("https://www.acme.example");
        Assert.Equal("https://www.acme.example", (await user.Get(organization))["website"]!.GetValue<string>());

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Take away Jansen" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "0 people" })).ToBeVisibleAsync();
        Assert.Empty((await user.Get(person)).List("organizations"));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "1 person" })).ToBeVisibleAsync();

        (await user.Delete(organization)).Is(204);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Bring it back" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Acme");
        Assert.Equal([organization], (await user.Get(person)).List("organizations"));
    }
}
