using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What is known of a person, changed where it stands.</summary>
public sealed class PersonPageTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_field_is_changed_where_it_stands_and_escape_leaves_it()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer"}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        var (shown, box) = (page.Locator("[data-field=jobTitle] [data-edit]"), page.Locator("#edit-jobTitle-jobTitle"));

        await shown.ClickAsync();
        await Expect(box).ToBeFocusedAsync();
        await box.FillAsync("Nobody");
        await box.PressAsync("Escape");
        await Expect(shown).ToBeFocusedAsync();
        await Expect(shown).ToContainTextAsync("Buyer");
        Assert.Equal("Buyer", (await user.Get(person))["jobTitle"]!.GetValue<string>());

        await page.Keyboard.PressAsync("Enter");
        await box.FillAsync("Head of Purchasing");
        await box.PressAsync("Enter");
        await Expect(shown).ToBeFocusedAsync();
        await Expect(shown).ToContainTextAsync("Head of Purchasing");
        Assert.Equal("Head of Purchasing", (await user.Get(person))["jobTitle"]!.GetValue<string>());

        await shown.ClickAsync();
        await box.FillAsync(new string('a', 256));
        await box.PressAsync("Enter");
        await Expect(page.Locator("[data-field=jobTitle] .violation")).ToContainTextAsync("too long");
        await Expect(box).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task An_address_is_added_made_primary_copied_written_to_and_removed()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","emailAddresses":[{"email":"old@example.com"}],"phoneNumbers":[{"phoneNumber":"06 1234 5678"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        var (list, box) = (page.Locator("[data-field=emailAddresses]"), page.Locator("#edit-emailAddresses-email"));

        await list.GetByRole(AriaRole.Button, new() { Name = "Add: Email addresses" }).ClickAsync();
        await box.FillAsync("not an address");
        await box.PressAsync("Enter");
        await Expect(list.Locator(".violation")).ToContainTextAsync("not a valid");
        await box.FillAsync("new@example.com");
        await box.PressAsync("Enter");
        await Expect(list.Locator("button.value")).ToHaveCountAsync(2);
        await Expect(list.Locator("button.value").First).ToContainTextAsync("Primary");

        await list.GetByLabel("More for new@example.com").ClickAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = "Make primary" }).ClickAsync();
        await Expect(list.Locator("button.value").First).ToContainTextAsync("new@example.com");
        Assert.Equal(["new@example.com", "old@example.com"], (await user.Get(person))["emailAddresses"]!.AsArray().Select(item => item!["email"]!.GetValue<string>()));

        await Expect(list.GetByRole(AriaRole.Link, new() { Name = "Write to new@example.com" })).ToHaveAttributeAsync("href", "mailto:new@example.com");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Call 06 1234 5678" })).ToHaveAttributeAsync("href", "tel:0612345678");
        await list.GetByRole(AriaRole.Button, new() { Name = "Copy new@example.com" }).ClickAsync();
        Assert.Equal("new@example.com", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await list.GetByLabel("More for new@example.com").ClickAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = "Remove" }).Locator("visible=true").ClickAsync();
        await Expect(list.Locator("button.value")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(list.Locator("button.value")).ToHaveCountAsync(2);
        await Expect(list.Locator("button.value").First).ToContainTextAsync("new@example.com");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Fields_are_found_empty_ones_hidden_and_panels_folded_until_they_are_not()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer"}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        var (filled, empty) = (page.Locator("[data-field=jobTitle]"), page.Locator("[data-field=customerId]"));

        await page.GetByLabel("Find a field").FillAsync("job");
        await Expect(filled).ToBeVisibleAsync();
        await Expect(empty).ToHaveCountAsync(0);
        await page.GetByLabel("Find a field").FillAsync("");
        await Expect(empty).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Hide empty fields" }).ClickAsync();
        await Expect(empty).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deals" }).ClickAsync();
        await Expect(page.Locator("#panel-deals-content")).ToBeHiddenAsync();

        await window.GoAsync($"/app{await user.Person("Another")}");
        await Expect(page.Locator("#panel-deals-content")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-field=familyName]")).ToBeVisibleAsync();
        await Expect(empty).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide empty fields" }).ClickAsync();
        await Expect(empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task One_steps_through_the_list_that_one_came_from()
    {
        var user = await server.NewTenant();
        foreach (var name in (string[])["Aalders", "Bakker", "Cornelissen", "Other"])
            await user.Create("/people", $$"""{"familyName":"{{name}}","jobTitle":"{{(name == "Other" ? "Clerk" : "Buyer")}}"}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync("/app/people?q=buyer&order[familyName]=asc");
        await page.GetByRole(AriaRole.Link, new() { Name = "Aalders" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Aalders" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Next person" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Previous person" })).ToHaveCountAsync(0);
        await page.Locator("[data-field=jobTitle] [data-edit]").ClickAsync();
        await page.Locator("#edit-jobTitle-jobTitle").FillAsync("Buyer of paper");
        await page.ReloadAsync();
        await window.ReadyAsync();
        await Expect(page.Locator("#edit-jobTitle-jobTitle")).ToHaveValueAsync("Buyer of paper");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next person" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bakker" })).ToBeFocusedAsync();
        // What was typed about somebody is not said of the next one.
        await Expect(page.Locator("[data-field=jobTitle]")).ToContainTextAsync("Buyer");
        await Expect(page.Locator("#edit-jobTitle-jobTitle")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Next person" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cornelissen" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Previous person" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Next person" })).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("[");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bakker" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_picture_is_cut_out_and_taken_away_again()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the picture of Jansen" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Picture of Jansen" });
        await dialog.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "text.png", MimeType = "image/png", Buffer = [1, 2, 3] });
        await Expect(dialog.GetByText("This is not a picture")).ToBeVisibleAsync();

        await dialog.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "page.png", MimeType = "image/png", Buffer = await page.ScreenshotAsync() });
        await Expect(dialog.GetByRole(AriaRole.Img)).ToBeFocusedAsync();
        var before = await dialog.GetByRole(AriaRole.Img).ScreenshotAsync();
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(before, await dialog.GetByRole(AriaRole.Img).ScreenshotAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".picture img")).ToBeVisibleAsync();
        Assert.NotNull((await user.Get(person))["avatarUrl"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Change the picture of Jansen" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove the picture" }).ClickAsync();
        await Expect(page.Locator(".picture img")).ToHaveCountAsync(0);
        Assert.Null((await user.Get(person))["avatarUrl"]);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_description_of_an_organization_has_lines()
    {
        var user = await server.NewTenant();
        var organization = await user.Organization();
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{organization}");
        await window.Page.Locator("[data-field=description] [data-edit]").ClickAsync();
        var box = window.Page.Locator("textarea#edit-description-description");
        await box.PressSequentiallyAsync("First");
        await box.PressAsync("Enter");
        await box.PressSequentiallyAsync("Second");
        await box.PressAsync("Control+Enter");
        await Expect(window.Page.Locator("[data-field=description] .prose")).ToHaveTextAsync("First\nSecond");
        Assert.Equal("First\nSecond", (await user.Get(organization))["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_focus_that_comes_late_takes_nothing_away()
    {
        var user = await server.NewTenant();
        var organization = await user.Organization();
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{organization}");
        await window.Page.EvaluateAsync("""
            () => {
                const { focusIn } = kith, typed = new Promise(resolve => window.isTyped = resolve);
                window.isFocused = new Promise(resolve => kith.focusIn = async where => { await typed; resolve(focusIn(where)); });
            }
            """);
        await window.Page.Locator("[data-field=description] [data-edit]").ClickAsync();
        var box = window.Page.Locator("textarea#edit-description-description");
        await box.PressSequentiallyAsync("First");
        await window.Page.EvaluateAsync("() => { isTyped(); return isFocused; }");
        await box.PressSequentiallyAsync(" and second");
        await Expect(box).ToHaveValueAsync("First and second");
        Assert.Empty(window.Problems);
    }
}
