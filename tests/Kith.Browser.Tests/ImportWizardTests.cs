using System.Text;
using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>From a file to people, and back.</summary>
public sealed class ImportWizardTests(RunningServer server, Chromium browser)
{
    private const string File = """
        Voornaam;Achternaam;E-mail;Telefoon
        Jan;de Vries;jan@example.com;06-12345678
        Truus;Visser;not an address;
        Anna;Smit;anna@example.com;

        """;

    [Fact]
    public async Task A_file_becomes_people_who_can_be_taken_back()
    {
        var user = await server.NewTenant();
        var anna = await user.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"anna@example.com"}]}""");
        var before = (await user.Get(anna)).Text;
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await SendAsync(window, File);

        await page.GetByRole(AriaRole.Cell, new() { Name = "jan@example.com" }).WaitForAsync();
        await NextAsync(page, "What to do");
        await NextAsync(page, "Columns");
        await page.GetByLabel("“Telefoon” becomes").SelectOptionAsync("");
        await page.GetByText("3 of 4 columns are taken over.").WaitForAsync();
        await NextAsync(page, "Check");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 Error" }).ClickAsync();
        await window.AtAsync("**state=error");
        await page.GetByText("is not a valid e-mail address").WaitForAsync();
        await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("truus@example.com");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "2 Create" }).WaitForAsync();
        await NextAsync(page, "Run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 rows" }).ClickAsync();
        await window.AtAsync("**step=result");
        await page.GetByRole(AriaRole.Link, new() { Name = "Jan de Vries" }).WaitForAsync();

        Assert.Equal(3, (await user.Get("/people")).TotalItems);
        var jan = (await user.Get("/people?emailAddresses.email=jan@example.com")).Members[0]!;
        Assert.Empty(jan["phoneNumbers"]!.AsArray());

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo the import" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Undo this import?" });
        await dialog.GetByText("2 rows created somebody").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo the import" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "The import was undone" }).WaitForAsync();

        Assert.Equal(1, (await user.Get("/people")).TotalItems);
        Assert.Equal(before, (await user.Get(anna)).Text);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task What_is_wrong_with_a_column_stands_beside_it_until_it_is_right()
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        var page = window.Page;
        await SendAsync(window, File);
        await NextAsync(page, "What to do");
        await NextAsync(page, "Columns");
        await page.GetByLabel("“Telefoon” becomes").SelectOptionAsync("");
        await page.GetByText("3 of 4 columns are taken over.").WaitForAsync();

        var email = page.GetByLabel("“E-mail” becomes");
        await email.SelectOptionAsync("phoneNumbers.phoneType");
        await page.GetByText("say which one").WaitForAsync();
        Assert.Equal("true", await email.GetAttributeAsync("aria-invalid"));

        await email.SelectOptionAsync("emailAddresses");
        await page.GetByText("say which one").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task Who_is_meant_by_a_row_is_said_by_hand_and_the_page_can_be_closed_in_between()
    {
        var user = await server.NewTenant();
        var anna = await user.Create("/people", """{"familyName":"Smit","givenName":"Anna","emailAddresses":[{"email":"anna@example.com"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await SendAsync(window, "Given name,Family name,E-mail,Job title\nPiet,Jansen,anna@example.com,Buyer\n");
        await NextAsync(page, "What to do");
        await window.GoAsync(page.Url.Replace("step=options", "step=check", StringComparison.Ordinal));

        await page.GetByRole(AriaRole.Button, new() { Name = "It is Anna Smit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "1 Update" }).WaitForAsync();
        await NextAsync(page, "Run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 1 row" }).ClickAsync();
        await window.AtAsync("**step=result");

        Assert.Equal("Buyer", (await user.Get(anna))["jobTitle"]!.GetValue<string>());
        Assert.Equal(1, (await user.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_file_that_was_read_wrongly_is_read_again_and_keeps_only_what_somebody_chose()
    {
        var user = await server.NewTenant();
        await user.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"smit@example.com"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        // More commas than bars, in every row.
        await SendAsync(window, "Last name|E-mail|x,y,z,w\nSmit|smit@example.com|a,b,c,d\n");
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Last name|E-mail|x", Exact = true }).WaitForAsync();

        await page.GetByLabel("Between the cells").SelectOptionAsync("|");
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "E-mail", Exact = true }).WaitForAsync();

        var import = await OnlyAsync();
        Assert.Equal("""["email"]""", import["match"]!.ToJsonString());
        Assert.Null(import["chosen"]);
        await NextAsync(page, "What to do");
        await NextAsync(page, "Columns");
        await page.GetByLabel("“x,y,z,w” becomes").SelectOptionAsync("tags");
        await page.GetByText("3 of 3 columns are taken over.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "File" }).ClickAsync();
        await page.GetByLabel("Encoding").SelectOptionAsync("windows-1252");
        await page.WaitForURLAsync(address => !address.Contains(import["id"]!.GetValue<string>(), StringComparison.Ordinal));

        var again = await OnlyAsync();
        Assert.Equal("""{"mapping":{"x,y,z,w":{"target":"tags","mode":"append"}}}""", again["chosen"]!.ToJsonString());
        Assert.Equal("""{"update":1}""", (await user.Get($"{again["@id"]}/preview", ("Prefer", "wait=60"))).Is(200)["counts"]!.ToJsonString());

        // What the first reading became is taken away.
        async Task<JsonObject> OnlyAsync()
        {
            IReadOnlyList<JsonObject> imports;
            do
                imports = (await user.Get("/imports")).Members;
            while (imports.Count > 1);
            return imports[0];
        }
    }

    private static async Task SendAsync(Window window, string file)
    {
        await window.GoAsync("/app/imports/new");
        await window.Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(file) });
        await window.AtAsync("**/imports/*?step=file");
    }

    private static async Task NextAsync(IPage page, string step)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = $"Next: {step}" }).ClickAsync();
        await page.Locator("[aria-current=step]").GetByText(step).WaitForAsync();
    }
}
