using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Access;

public sealed class OidcTests : IAsyncLifetime
{
    private const string Tenant = "acme";

    private TestProvider? _provider;
    private RunningServer? _server;

    public async ValueTask InitializeAsync()
    {
        _provider = await TestProvider.StartAsync();
        _server = await StartAsync(createdRole: null);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _provider!.DisposeAsync();
    }

    [Fact]
    public async Task Whom_the_provider_knows_is_signed_in_as_the_user_with_that_address()
    {
        await _server!.NewKey(Tenant, "admin@example.com");
        await _server.NewKey(Tenant, "kim@example.com");
        await _server.NewKey("another tenant", "kim@example.com");
        var browser = new Browser(_server);

        Assert.Equal("/app/people?q=a", await SignInAsync(browser, "?returnUrl=%2Fapp%2Fpeople%3Fq%3Da"));

        var caller = (await browser.SignedInAsync())!;
        Assert.Equal(Scope.Write, caller.Scope);
        Assert.Equal((Tenant, "kim@example.com"), await WhoAsync(caller));
        Assert.Equal("/app/sign-in", (await browser.SignOut()).Header("Location"));
        Assert.Null(await browser.SignedInAsync());
        Assert.Equal("/app", await SignInAsync(browser, "?returnUrl=https%3A%2F%2Fexample.com"));
    }

    [Theory]
    [InlineData("unverified")]
    [InlineData("not said")]
    [InlineData("nonce")]
    [InlineData("signature")]
    [InlineData("audience")]
    [InlineData("unknown")]
    public async Task Who_is_not_known_for_certain_is_not_signed_in(string reason)
    {
        await _server!.NewKey(Tenant, "kim@example.com");
        (_provider!.IsVerified, _provider.HasWrongNonce, _provider.HasWrongSignature, _provider.HasWrongAudience) =
            (reason switch { "unverified" => false, "not said" => null, _ => true }, reason == "nonce", reason == "signature", reason == "audience");
        if (reason == "unknown")
            _provider.Email = "somebody@example.com";
        var browser = new Browser(_server);

        Assert.Equal("/app/sign-in?problem=oidc", await SignInAsync(browser));
        Assert.Null(await browser.SignedInAsync());
        Assert.DoesNotContain("kith", browser.Cookies.Keys);
    }

    [Fact]
    public async Task An_answer_is_good_in_the_browser_that_asked_and_once()
    {
        await _server!.NewKey(Tenant, "kim@example.com");
        var browser = new Browser(_server);
        var callback = await CallbackAsync(browser, "");

        Assert.Equal("/app/sign-in?problem=oidc", (await new Browser(_server).Get(callback)).Header("Location"));
        Assert.Equal("/app", (await browser.Get(callback)).Header("Location"));
        Assert.Equal("/app/sign-in?problem=oidc", (await browser.Get(callback)).Header("Location"));
        Assert.Equal("/app/sign-in?problem=oidc", (await new Browser(_server).Get("/app/sign-in/oidc/callback?code=1&state=2")).Header("Location"));
        Assert.Equal("/app/sign-in?problem=oidc", (await new Browser(_server).Get("/app/sign-in/oidc/callback?error=access_denied")).Header("Location"));
    }

    [Fact]
    public async Task Somebody_who_comes_for_the_first_time_is_created_where_that_is_wanted()
    {
        await using var server = await StartAsync(createdRole: Users.User.Member);
        var admin = await server.NewKey(Tenant, "admin@example.com");
        _provider!.Email = "New@example.com";
        var browser = new Browser(server);

        Assert.Equal("/app", await SignInAsync(browser));
        Assert.Equal("/app", await SignInAsync(new Browser(server)));

        var created = (await admin.Get("/users")).Members.Single(user => user["role"]!.GetValue<string>() == Users.User.Member);
        Assert.Equal(("New@example.com", "Kim", "Bakker"), (created["email"]!.GetValue<string>(), created["givenName"]!.GetValue<string>(), created["familyName"]!.GetValue<string>()));
        Assert.Equal(created["id"]!.GetValue<string>(), $"{(await browser.SignedInAsync())!.User}");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_so()
    {
        await using var server = await RunningServer.BehindAsync(new OidcOptions("http://127.0.0.1:1", TestProvider.ClientId, null, Tenant, null));

        Assert.Equal("/app/sign-in?problem=oidc", (await new Browser(server).Get("/app/sign-in/oidc")).Is(303).Header("Location"));
    }

    private Task<RunningServer> StartAsync(string? createdRole) =>
        RunningServer.BehindAsync(new OidcOptions(_provider!.Address, TestProvider.ClientId, TestProvider.ClientSecret, Tenant, createdRole));

    /// <returns>Where the browser is led in the end.</returns>
    private async Task<string> SignInAsync(Browser browser, string query = "") => (await browser.Get(await CallbackAsync(browser, query))).Is(303).Header("Location")!;

    /// <summary>Goes to the provider, and tells where it sends the browser.</summary>
    private async Task<string> CallbackAsync(Browser browser, string query)
    {
        var begun = (await browser.Get($"/app/sign-in/oidc{query}")).Is(302).Header("Location")!;
        Assert.StartsWith(_provider!.Address, begun, StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var answer = await http.GetAsync(begun, TestContext.Current.CancellationToken);
        return answer.Headers.Location!.PathAndQuery;
    }

    private async Task<(string Tenant, string Email)> WhoAsync(KeyCaller caller) => await _server!.Database.ReadAsync(session => session.FirstAsync(
        $"select t.name, u.document ->> 'email' from users u join tenants t on t.id = u.tenant_id where u.tenant_id = {caller.Tenant} and u.id = {caller.User}", static row => (row.Text(0), row.Text(1))));
}
