using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What the list of people shows: filters, columns, and views that keep them.</summary>
public sealed class PeopleViewsTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Filters_are_added_combined_and_taken_away()
    {
        var user = await server.NewTenant();
        var (first, second, acme) = (await user.Tag("First"), await user.Tag("Second"), await user.Organization("Acme"));
        await user.Create("/people", $$"""{"familyName":"Adams","tags":["{{first}}"],"owner":"{{await user.Me()}}"}""");
        await user.Create("/people", $$"""{"familyName":"Bakker","tags":["{{second}}"],"organizations":["{{acme}}"]}""");
        await user.Create("/people", $$"""{"familyName":"Claes","tags":["{{first}}","{{second}}"],"organizations":["{{acme}}"]}""");
        await using var window = await browser.SignInAsync(server, user);

        await AddFilterAsync(window, "Tag");
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "First", Exact = true }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Claes"]);
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Second", Exact = true }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker", "Claes"]);
        await MatchAsync("All of them");
        await Expect(Names(window)).ToHaveTextAsync(["Claes"]);
        await Expect(window.Page.Locator(".filters")).ToContainTextAsync("Tag: First and Second");
        await window.Page.ReloadAsync();
        await window.ReadyAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Claes"]);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Take away the filter Tag" }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker", "Claes"]);

        await AddFilterAsync(window, "Organization");
        await window.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search in Organization" }).PressSequentiallyAsync("acm");
        await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Acme" }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Claes"]);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();

        await AddFilterAsync(window, "Owner");
        await MatchAsync("Has an owner");
        await Expect(Names(window)).ToHaveTextAsync(["Adams"]);
        await MatchAsync("No owner");
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Claes"]);
        await window.Page.GoBackAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Adams"]);
        Assert.Empty(window.Problems);

        Task MatchAsync(string match) => MatchedAsync(window, match);
    }

    [Fact]
    public async Task Who_lacks_something_is_found_kept_as_a_view_and_changed_together()
    {
        var user = await server.NewTenant();
        var (first, second) = (await user.Tag("First"), await user.Tag("Second"));
        await user.Create("/people", $$"""{"familyName":"Adams","tags":["{{first}}"],"emailAddresses":[{"email":"a@example.com"}]}""");
        await user.Create("/people", $$"""{"familyName":"Bakker","tags":["{{first}}","{{second}}"]}""");
        await user.Create("/people", """{"familyName":"Claes","phoneNumbers":[{"phoneNumber":"+31611111111"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        var (page, filters) = (window.Page, window.Page.Locator(".filters"));

        await AddFilterAsync(window, "Tag");
        await MatchedAsync(window, "None of them");
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker", "Claes"]);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Second", Exact = true }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Claes"]);
        await Expect(filters).ToContainTextAsync("Tag: not Second");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "First", Exact = true }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Claes"]);
        await Expect(filters).ToContainTextAsync("Tag: none of Second, First");
        await MatchedAsync(window, "Has tags");
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker"]);
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "First", Exact = true })).ToHaveCountAsync(0);
        await MatchedAsync(window, "Any of them");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "First", Exact = true })).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();

        await AddFilterAsync(window, "Phone number");
        await MatchedAsync(window, "Has a phone number");
        await Expect(Names(window)).ToHaveTextAsync(["Claes"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();
        await AddFilterAsync(window, "E-mail address");
        await MatchedAsync(window, "No e-mail address");
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Claes"]);
        await Expect(filters).ToContainTextAsync("No e-mail address");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a view" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("Without e-mail");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await window.GoAsync("/app/people");
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker", "Claes"]);
        await page.GetByRole(AriaRole.Link, new() { Name = "Without e-mail" }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Claes"]);

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Bakker" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 2 that match" }).ClickAsync();
        var selection = page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await selection.Locator("summary[aria-label='More']").ClickAsync();
        await selection.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("2 people are archived");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(page.GetByText("2 people were archived.")).ToBeVisibleAsync();
        Assert.Equal(1, (await user.Get("/people?exists[archivedAt]=false")).TotalItems);
        Assert.Empty(window.Problems);
    }

    private static Task MatchedAsync(Window window, string match) =>
        window.Page.Locator("details[open] .filter-panel").GetByRole(AriaRole.Combobox, new() { Name = "Which people" }).SelectOptionAsync(match);

    [Fact]
    public async Task A_view_is_saved_changed_reset_saved_as_another_and_shared()
    {
        var user = await server.NewTenant();
        await user.Person("Adams");
        await user.Person("Bakker");
        await using var window = await browser.SignInAsync(server, user);
        var views = window.Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" });

        await SortAsync(window);
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Adams"]);
        await views.GetByRole(AriaRole.Button, new() { Name = "Save as a view" }).ClickAsync();
        await SaveAsync("Backwards", isShared: false);
        await Expect(views.GetByRole(AriaRole.Link, new() { Name = "Backwards" })).ToHaveAttributeAsync("aria-current", "page");
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Adams"]);

        await SortAsync(window);
        await Expect(Names(window)).ToHaveTextAsync(["Adams", "Bakker"]);
        await views.GetByRole(AriaRole.Link, new() { Name = "Reset" }).ClickAsync();
        await Expect(Names(window)).ToHaveTextAsync(["Bakker", "Adams"]);
        await Expect(views.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToHaveCountAsync(0);

        await SortAsync(window);
        await views.GetByRole(AriaRole.Button, new() { Name = "Save as new" }).ClickAsync();
        await SaveAsync("Forwards", isShared: true);
        await Expect(views.GetByRole(AriaRole.Link, new() { Name = "Forwards" })).ToHaveAttributeAsync("aria-current", "page");
        var colleague = await user.Colleague();
        Assert.Equal(["Forwards"], (await colleague.Get("/views")).Texts("title"));

        await SortAsync(window);
        await views.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(views.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToHaveCountAsync(0);
        Assert.Equal(["sort=-familyName"], (await colleague.Get("/views")).Texts("query"));
        Assert.Empty(window.Problems);

        async Task SaveAsync(string title, bool isShared)
        {
            var dialog = window.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel("Name").FillAsync(title);
            if (isShared)
                await dialog.GetByText("Everybody who works here").ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task More_views_than_there_is_room_for_are_in_a_menu()
    {
        var user = await server.NewTenant();
        foreach (var number in Enumerable.Range(1, 34))
            await user.Create("/views", $$"""{"title":"View {{number:00}}","query":"sort=-createdAt","sequence":{{number}}}""");
        await using var window = await browser.SignInAsync(server, user);
        var views = window.Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" });
        await views.Locator("summary").Filter(new() { HasTextString = "27 more" }).ClickAsync();
        await views.GetByRole(AriaRole.Link, new() { Name = "View 34" }).ClickAsync();
        await Expect(views.GetByRole(AriaRole.Link, new() { Name = "View 34" })).ToHaveAttributeAsync("aria-current", "page");
        await Expect(views.Locator("summary").Filter(new() { HasTextString = "26 more" })).ToBeVisibleAsync();
        await window.AtAsync("**/app/people?view=*");
    }

    [Fact]
    public async Task Columns_are_made_wider_by_keyboard_and_mouse_and_views_keep_that()
    {
        var user = await server.NewTenant();
        await user.Person("Adams");
        var view = await user.Create("/views", """{"title":"Wide","columns":"email,phone:200"}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app/people?view={view.Split('/')[^1]}");
        await Expect(window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Phone" })).ToHaveAttributeAsync("style", "width:200px");
        Assert.Equal(200, await WidthAsync("Phone"));
        await window.Page.GetByRole(AriaRole.Slider, new() { Name = "Width of Phone" }).FocusAsync();
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await window.AtAsync("**&columns=email,phone:220");
        Assert.Equal(220, await WidthAsync("Phone"));

        var edge = (await window.Page.GetByRole(AriaRole.Slider, new() { Name = "Width of Name" }).BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(edge.X + edge.Width - 3, edge.Y + 10);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(edge.X + edge.Width + 97, edge.Y + 10, new() { Steps = 4 });
        await window.Page.Mouse.UpAsync();
        await window.AtAsync("**&columns=name:400,email,phone:220");
        Assert.Equal(400, await WidthAsync("Name"));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await window.AtAsync($"**/app/people?view={view.Split('/')[^1]}");
        Assert.Equal(400, await WidthAsync("Name"));
        Assert.Equal("name:400,email,phone:220", (await user.Get(view))["columns"]!.GetValue<string>());
        await window.Page.GetByRole(AriaRole.Slider, new() { Name = "Width of Name" }).DblClickAsync();
        await window.AtAsync("**&columns=email,phone:220");
        Assert.Empty(window.Problems);

        Task<int> WidthAsync(string column) => window.Page.GetByRole(AriaRole.Columnheader, new() { Name = column }).EvaluateAsync<int>("header => Math.round(header.getBoundingClientRect().width)");
    }

    private static ILocator Names(Window window) => window.Page.Locator("[data-row] [data-open]");

    private static Task SortAsync(Window window) => window.Page.GetByRole(AriaRole.Button, new() { Name = "Name", Exact = true }).ClickAsync();

    private static async Task AddFilterAsync(Window window, string name)
    {
        await window.Page.Locator(".filters summary").Filter(new() { HasTextString = "Filter" }).Last.ClickAsync();
        await window.Page.GetByRole(AriaRole.Group, new() { Name = "Add a filter" }).GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
    }
}
