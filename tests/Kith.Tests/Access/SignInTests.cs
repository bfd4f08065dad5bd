using Kith.Access;
using Kith.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Tests.Access;

public sealed class SignInTests(RunningServer server)
{
    private const string Password = "a horse of the battery";

    private readonly string _email = $"kim-{server.Database.Ids.Next():N}@example.com";

    [Fact]
    public async Task Whoever_has_chosen_a_password_signs_in_with_it_and_out_again()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        await server.Welcome(crm.Tenant, _email, Password);

        var browser = new Browser(server);
        Assert.Equal("/app/people?q=a", (await browser.SignIn(_email.ToUpperInvariant(), Password, ("returnUrl", "/app/people?q=a"))).Is(303).Header("Location"));
        var caller = await browser.SignedInAsync();
        Assert.True(caller is { IsSession: true, IsAdmin: false, Scope: Scope.Write });
        Assert.Equal("/app/sign-in", (await browser.SignOut()).Is(303).Header("Location"));

        Assert.Null(await browser.SignedInAsync());
        Assert.Null(await Sessions.FindAsync(caller!));
        Assert.DoesNotContain("kith", browser.Cookies.Keys);
    }

    [Fact]
    public async Task The_cookie_is_for_nobody_but_the_browser()
    {
        var crm = await server.NewTenant();
        var browser = await server.Welcome(crm.Tenant, "admin@example.com", Password);

        var attributes = Assert.Single(browser.Set).Split("; ");
        Assert.StartsWith("kith=", attributes[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=2592000", "path=/", "samesite=lax"], attributes[1..].Order(StringComparer.Ordinal));
        Assert.True((await browser.SignedInAsync()) is { IsAdmin: true, Scope: Scope.Admin });
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com")]
    [InlineData("/\\example.com")]
    [InlineData("/app\\..\\..\\example.com")]
    [InlineData("/apple")]
    [InlineData("/people")]
    [InlineData("/app\t//example.com")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_to_our_own_pages_only(string returnUrl)
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        await server.Welcome(crm.Tenant, _email, Password);

        Assert.Equal("/app", (await new Browser(server).SignIn(_email, Password, ("returnUrl", returnUrl))).Is(303).Header("Location"));
        Assert.Equal("/app/sign-in?problem=credentials&returnUrl=%2Fapp", (await new Browser(server).SignIn(_email, "wrong", ("returnUrl", returnUrl))).Is(303).Header("Location"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        await crm.User($"no-password-{_email}");
        await server.Welcome(crm.Tenant, _email, Password);

        foreach (var (email, password) in ((string, string)[])[(_email, "another password"), ($"nobody-{_email}", Password), ($"no-password-{_email}", Password), ("nonsense", Password), ("", ""), (_email, new string('x', 5000))])
        {
            var browser = new Browser(server);
            Assert.Equal("/app/sign-in?problem=credentials", (await browser.SignIn(email, password)).Is(303).Header("Location"));
            Assert.Empty(browser.Set);
            Assert.Null(await browser.SignedInAsync());
        }
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in_or_out()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        var signedIn = await server.Welcome(crm.Tenant, _email, Password);
        var token = await server.Link(crm.Tenant, _email);

        Assert.Equal("/app/sign-in?problem=form", (await new Browser(server).SubmitAs("/app/sign-in", ("email", _email), ("password", Password))).Is(303).Header("Location"));
        Assert.Equal("/app?problem=form", (await signedIn.SubmitAs("/app/sign-out")).Is(303).Header("Location"));
        Assert.StartsWith("/app/welcome?problem=form", (await signedIn.SubmitAs("/app/welcome", ("token", token), ("password", Password))).Is(303).Header("Location"), StringComparison.Ordinal);
        Assert.Equal("/app/sign-in?problem=form", (await signedIn.Send(HttpMethod.Post, "/app/sign-in", Client.Body("{}", MediaTypes.Json))).Is(303).Header("Location"));

        Assert.NotNull(await signedIn.SignedInAsync());
        Assert.NotNull(await Accounts.FindLinkAsync(token));
    }

    [Fact]
    public async Task A_link_is_good_for_one_password()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        var (token, another) = (await server.Link(crm.Tenant, _email), await server.Link(crm.Tenant, _email));
        Assert.True(await Accounts.FindLinkAsync(token) is { HasPassword: false } holder && holder.Email == _email && holder.Tenant == crm.Tenant);

        var browser = new Browser(server);
        foreach (var (password, problem) in ((string, string)[])[("too short", "short"), (new string('é', 257), "long"), (_email, "email"), ("Password123", "common")])
            Assert.StartsWith($"/app/welcome?problem=password-{problem}&token={token}", (await browser.Submit("/app/welcome", ("token", token), ("password", password))).Is(303).Header("Location"), StringComparison.Ordinal);
        (await browser.Submit("/app/welcome", ("token", token), ("password", Password))).Is(303);
        Assert.NotNull(await browser.SignedInAsync());

        foreach (var used in (string[])[token, another, "", "1.x", $"{token}x", $"99999999999999999999{token}"])
        {
            var other = new Browser(server);
            Assert.StartsWith("/app/welcome?problem=link", (await other.Submit("/app/welcome", ("token", used), ("password", "another password"))).Is(303).Header("Location"), StringComparison.Ordinal);
            Assert.Null(await Accounts.FindLinkAsync(used));
            Assert.Null(await other.SignedInAsync());
        }
        Assert.Equal("/app", (await new Browser(server).SignIn(_email, Password)).Is(303).Header("Location"));
    }

    [Fact]
    public async Task A_link_ends_the_sessions_that_were_there()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        var before = await server.Welcome(crm.Tenant, _email, Password);

        var after = await server.Welcome(crm.Tenant, _email, "a second password");

        Assert.Null(await before.SignedInAsync());
        Assert.NotNull(await after.SignedInAsync());
        Assert.Equal("/app/sign-in?problem=credentials", (await new Browser(server).SignIn(_email, Password)).Is(303).Header("Location"));
    }

    [Fact]
    public async Task Changing_the_password_ends_the_other_sessions()
    {
        var crm = await server.NewTenant();
        await crm.User(_email);
        var here = await server.Welcome(crm.Tenant, _email, Password);
        var there = new Browser(server) { Name = "Phone/2.0" };
        (await there.SignIn(_email, Password)).Is(303);
        var caller = (await here.SignedInAsync())!;
        Assert.Equal(["Phone/2.0", "Test/1.0"], (await Sessions.ListAsync(caller.Tenant, caller.User)).Select(line => line.UserAgent).Order(StringComparer.Ordinal));
        var visitor = new Visitor("127.0.0.1", null);

        Assert.Equal("credentials", SignInProblem.CodeOf((await Accounts.ChangePasswordAsync(caller, "not the password", "a second password", visitor))!));
        Assert.Equal("password-short", SignInProblem.CodeOf((await Accounts.ChangePasswordAsync(caller, Password, "short", visitor))!));
        Assert.NotNull(await there.SignedInAsync());
        Assert.Null(await Accounts.ChangePasswordAsync(caller, Password, "a second password", visitor));

        Assert.Null(await there.SignedInAsync());
        Assert.Equal(caller.ApiKey, Assert.Single(await Sessions.ListAsync(caller.Tenant, caller.User)).Id);
        Assert.Equal("/app", (await new Browser(server).SignIn(_email, "a second password")).Is(303).Header("Location"));
        Assert.Equal(1, await Sessions.EndAllAsync(caller, caller.User, except: caller.ApiKey));
        Assert.NotNull(await here.SignedInAsync());
    }

    [Fact]
    public async Task A_session_does_what_its_user_may_do_now()
    {
        var crm = await server.NewTenant();
        var user = await crm.User(_email);
        var browser = await server.Welcome(crm.Tenant, _email, Password);
        var member = (await browser.SignedInAsync())!;

        (await crm.Patch(user, """{"role":"admin"}""")).Is(200);
        Assert.True(await browser.SignedInAsync() is { Scope: Scope.Admin, IsAdmin: true });
        Assert.True(await Sessions.FindAsync(member) is { Scope: Scope.Admin });

        (await crm.Delete(user)).Is(204);
        Assert.Null(await browser.SignedInAsync());
        Assert.Null(await Sessions.FindAsync(member));
        Assert.Equal("/app/sign-in?problem=credentials", (await new Browser(server).SignIn(_email, Password)).Is(303).Header("Location"));
        Assert.Empty(await Sessions.ListAsync(member.Tenant, member.User));
    }

    [Fact]
    public async Task The_same_address_in_several_tenants_has_a_password_in_each()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        await one.User(_email);
        await other.User(_email);
        await server.Welcome(one.Tenant, _email, Password);
        var there = await server.Welcome(other.Tenant, _email, "a second password");

        var browser = new Browser(server);
        (await browser.SignIn(_email, "a second password")).Is(303);
        Assert.Equal((await there.SignedInAsync())!.Tenant, (await browser.SignedInAsync())!.Tenant);

        await server.Welcome(other.Tenant, _email, Password);
        Assert.Equal("/app/sign-in?problem=tenant", (await new Browser(server).SignIn(_email, Password)).Is(303).Header("Location"));
        Assert.Equal("/app/sign-in?problem=credentials", (await new Browser(server).SignIn(_email, Password, ("tenant", "nowhere"))).Is(303).Header("Location"));
        Assert.Equal("/app", (await browser.SignIn(_email, Password, ("tenant", one.Tenant))).Is(303).Header("Location"));
        Assert.NotEqual((await there.SignedInAsync())?.Tenant, (await browser.SignedInAsync())!.Tenant);
    }

    [Fact]
    public async Task A_cookie_is_enough_for_downloads_from_our_own_pages_and_for_nothing_else()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var browser = await server.Welcome(crm.Tenant, "admin@example.com", Password);
        (string, string) ownPage = ("Sec-Fetch-Site", "same-origin");

        (await browser.Get($"{person}/dossier", ownPage, ("Accept", "*/*"))).Is(200);
        foreach (var site in (string[])["cross-site", "same-site", "none", ""])
            (await browser.Get($"{person}/dossier", ("Sec-Fetch-Site", site))).Is(401);
        (await browser.Get($"{person}/dossier")).Is(401);
        (await browser.Get($"{person}/dossier", ownPage, ("X-API-KEY", "wrong"))).Is(401);
        (await browser.Get(person, ownPage)).Is(401);
        (await browser.Get("/people", ownPage)).Is(401);
        (await browser.Send(HttpMethod.Delete, person, null, ownPage)).Is(401);
        (await browser.Send(HttpMethod.Post, "/people", Client.Body("""{"familyName":"X"}""", MediaTypes.Json), ownPage)).Is(401);
        (await browser.Send(HttpMethod.Post, $"{person}/erase", null, ownPage)).Is(401);

        var stranger = await server.Welcome((await server.NewTenant()).Tenant, "admin@example.com", Password);
        (await stranger.Get($"{person}/dossier", ownPage)).Is(404);
        (await browser.SignOut()).Is(303);
        (await browser.Get($"{person}/dossier", ownPage)).Is(401);
    }

    private Sessions Sessions => server.Services.GetRequiredService<Sessions>();

    private Accounts Accounts => server.Services.GetRequiredService<Accounts>();
}
