using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>The list of people, mostly by keyboard: walking, selecting, acting on many, coming back.</summary>
public sealed class PeopleListTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Rows_are_walked_selected_and_opened_by_keyboard()
    {
        var user = await server.NewTenant();
        foreach (var name in (string[])["Adams", "Bakker", "Claes", "Daams", "Evers"])
            await user.Person(name);
        await using var window = await browser.SignInAsync(server, user);
        var (keys, selection) = (window.Page.Keyboard, window.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" }));
        await Expect(Rows(window)).ToHaveCountAsync(5);

        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await Expect(Link(window, "Bakker")).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await Expect(selection).ToContainTextAsync("1 selected");
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("Shift+X");
        await Expect(selection).ToContainTextAsync("3 selected");
        await Expect(window.Page.Locator("[data-row].selected")).ToContainTextAsync(["Bakker", "Claes", "Daams"]);
        await keys.PressAsync("Escape");
        await Expect(selection).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Evers" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Bakker" }).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(selection).ToContainTextAsync("4 selected");
        await selection.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Link(window, "Daams").FocusAsync();
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Claes");
        await window.Page.GoBackAsync();
        await Expect(Link(window, "Claes")).ToBeFocusedAsync();

        await keys.PressAsync("n");
        await window.AtAsync("**/app/people/new");
        await window.Page.GoBackAsync();
        await Expect(Rows(window)).ToHaveCountAsync(5);
        await keys.PressAsync("?");
        await Expect(window.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("Control+k");
        await Expect(window.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Back_leads_to_where_somebody_was_and_whom_they_had_selected()
    {
        var user = await server.NewTenant();
        await PeopleAsync(user, "Jansen", 90);
        await using var window = await browser.SignInAsync(server, user);
        await window.Page.Keyboard.PressAsync("j");
        await window.Page.Keyboard.PressAsync("x");
        await window.Page.Locator(".long-list").EvaluateAsync("list => list.scrollTop = 60 * 44");
        await Link(window, "Jansen 065").ClickAsync();
        await window.AtAsync("**/app/people/*");
        await window.Page.GoBackAsync();
        await Expect(Link(window, "Jansen 065")).ToBeInViewportAsync();
        await Expect(Link(window, "Jansen 065")).ToBeFocusedAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" })).ToContainTextAsync("1 selected");
    }

    [Fact]
    public async Task All_that_match_get_a_tag_after_they_were_counted_and_lose_it_again()
    {
        var user = await server.NewTenant();
        await PeopleAsync(user, "Alfa", 35);
        await user.Person("Beta");
        await using var window = await browser.SignInAsync(server, user);
        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("alfa");
        await Expect(window.Page.Locator(".total")).ToHaveTextAsync("35 people");
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select those in view" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Select all 35 that match" }).ClickAsync();
        await MenuAsync(window, "Tags", "Add a tag");
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("35 people get a tag.");
        await dialog.GetByRole(AriaRole.Combobox).FillAsync("Fair");
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Create “Fair”" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a tag" }).ClickAsync();
        await Expect(window.Page.GetByText("35 people have the tag now.")).ToBeVisibleAsync();
        var tag = (await user.Get("/tags")).Iris.Single();
        Assert.Equal(35, (await user.Get($"/people?tags.id={tag}")).TotalItems);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Page.GetByText("35 people are as before.")).ToBeVisibleAsync();
        Assert.Equal(0, (await user.Get($"/people?tags.id={tag}")).TotalItems);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Those_who_are_selected_get_a_segment_an_owner_are_archived_and_deleted_and_all_of_it_is_taken_back()
    {
        var user = await server.NewTenant();
        await PeopleAsync(user, "Jansen", 3);
        var (segment, owner) = (await user.Segment("Newsletter"), await user.User("kim@example.com"));
        await using var window = await browser.SignInAsync(server, user);
        var dialog = window.Page.GetByRole(AriaRole.Dialog);

        await SelectTwoAsync();
        await MenuAsync(window, "Segments", "Add to a segment");
        await ChooseAsync("Newsletter", "Add to a segment");
        await DoneAsync("2 people are on the segment now.", $"segments.uuid={segment}");

        await SelectTwoAsync();
        await window.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" }).GetByRole(AriaRole.Button, new() { Name = "Owner" }).ClickAsync();
        await ChooseAsync("kim", "Change the owner");
        await DoneAsync("2 people have another owner now.", $"owner.id={owner}");

        await SelectTwoAsync();
        await MenuAsync(window, "More", "Archive");
        await Expect(dialog).ToContainTextAsync("2 people are archived");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await DoneAsync("2 people were archived.", "exists[archivedAt]=true");

        await SelectTwoAsync();
        await MenuAsync(window, "More", "Delete");
        await Expect(dialog).ToContainTextAsync("2 people go to the trash");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Rows(window)).ToHaveCountAsync(1);
        Assert.Equal(1, (await user.Get("/people")).TotalItems);
        await window.Page.Keyboard.PressAsync("z");
        await Expect(Rows(window)).ToHaveCountAsync(3);
        Assert.Equal(3, (await user.Get("/people")).TotalItems);
        Assert.Empty(window.Problems);

        async Task SelectTwoAsync()
        {
            await Expect(Rows(window)).ToHaveCountAsync(3);
            await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Jansen 001" }).ClickAsync();
            await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Jansen 002" }).ClickAsync();
            await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" })).ToContainTextAsync("2 selected");
        }

        async Task ChooseAsync(string text, string act)
        {
            await Expect(dialog).ToContainTextAsync("2 people");
            await dialog.GetByRole(AriaRole.Combobox).FillAsync(text);
            await window.Page.GetByRole(AriaRole.Option, new() { Name = text }).First.ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = act }).ClickAsync();
        }

        async Task DoneAsync(string said, string filter)
        {
            await Expect(window.Page.GetByText(said)).ToBeVisibleAsync();
            Assert.Equal(2, (await user.Get($"/people?{filter}")).TotalItems);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).Last.ClickAsync();
            await Expect(window.Page.GetByText("2 people are as before.").Last).ToBeVisibleAsync();
            Assert.Equal(0, (await user.Get($"/people?{filter}")).TotalItems);
            // What was said before is not taken for what is said next.
            await window.Page.EvaluateAsync("document.querySelectorAll('[data-toast-close]').forEach(button => button.click())");
            await Expect(window.Page.Locator("[data-toast]")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Nobody_yet_and_nobody_found_are_told_apart()
    {
        var user = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, user);
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody is here yet" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Import a file" })).ToBeVisibleAsync();
        await user.Person("Jansen");
        await Expect(Rows(window)).ToHaveCountAsync(1);

        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("nowhere");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody matches" })).ToBeVisibleAsync();
        await window.Page.Locator(".empty").GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();
        await Expect(Rows(window)).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-search-box]")).ToHaveValueAsync("");
    }

    private static ILocator Rows(Window window) => window.Page.Locator("[data-row]");

    private static ILocator Link(Window window, string name) => window.Page.Locator("[data-row] [data-open]").Filter(new() { HasTextString = name });

    private static async Task MenuAsync(Window window, string menu, string entry)
    {
        var bar = window.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await (menu == "More" ? bar.Locator("summary[aria-label='More']") : bar.Locator("summary").Filter(new() { HasTextString = menu })).ClickAsync();
        await bar.GetByRole(AriaRole.Button, new() { Name = entry, Exact = true }).ClickAsync();
    }

    private static async Task PeopleAsync(Client user, string name, int count)
    {
        foreach (var number in Enumerable.Range(1, count))
            await user.Person($"{name} {number:000}");
    }
}
