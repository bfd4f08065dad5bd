using Kith.Access;
using Kith.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Tests.Access;

/// <summary>What time does to sessions, links and those who guess.</summary>
public sealed class SessionTimeTests
{
    private const string Email = "admin@example.com";
    private const string Password = "a horse of the battery";

    [Fact]
    public async Task Whoever_guesses_waits_longer_each_time_and_whoever_knows_is_let_in_after_that()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await server.NewTenant();
        await server.Welcome(crm.Tenant, Email, Password);
        var guesser = new Browser(server);

        foreach (var email in (string[])[Email, "nobody@example.com"])
        {
            for (var i = 0; i < 5; i++)
                Assert.Equal("/app/sign-in?problem=credentials", (await guesser.SignIn(email, $"guess {i}")).Header("Location"));
            foreach (var seconds in (int[])[1, 2, 4, 8])
            {
                Assert.Equal($"/app/sign-in?problem=paused&wait={seconds}", (await guesser.SignIn(email, Password)).Header("Location"));
                clock.Advance(TimeSpan.FromSeconds(seconds));
                Assert.Equal("/app/sign-in?problem=credentials", (await guesser.SignIn(email, "another guess")).Header("Location"));
            }
        }
        clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("/app", (await guesser.SignIn(Email, Password)).Header("Location"));
        Assert.Equal("/app/sign-in?problem=credentials", (await guesser.SignIn(Email, "one typing error")).Header("Location"));
        Assert.Equal("/app", (await guesser.SignIn(Email, Password)).Header("Location"));
    }

    [Fact]
    public async Task Guessing_from_everywhere_locks_nobody_out_where_they_are_signed_in()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await server.NewTenant();
        await server.Welcome(crm.Tenant, Email, Password);
        var accounts = server.Services.GetRequiredService<Accounts>();
        for (var i = 0; i < 50; i++)
            Assert.Equal("credentials", SignInProblem.CodeOf((await accounts.SignInAsync(Email, $"guess {i}", null, new Visitor($"192.0.2.{i}", null))).Problem!));

        Assert.Equal("paused", SignInProblem.CodeOf((await accounts.SignInAsync(Email, Password, null, new Visitor("198.51.100.1", null))).Problem!));
        Assert.Equal("/app", (await new Browser(server).SignIn(Email, Password)).Header("Location"));
    }

    [Fact]
    public async Task An_address_that_tries_everybody_is_held_up()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var accounts = server.Services.GetRequiredService<Accounts>();
        // Of IPv6 one has many.
        for (var i = 0; i < 50; i++)
            Assert.Equal("credentials", SignInProblem.CodeOf((await accounts.SignInAsync($"user{i}@example.com", Password, null, new Visitor($"2001:db8::{i:x}", null))).Problem!));

        Assert.Equal("paused", SignInProblem.CodeOf((await accounts.SignInAsync("another@example.com", Password, null, new Visitor("2001:db8::ffff", null))).Problem!));
        Assert.Equal("credentials", SignInProblem.CodeOf((await accounts.SignInAsync("another@example.com", Password, null, new Visitor("2001:db8:0:1::1", null))).Problem!));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("credentials", SignInProblem.CodeOf((await accounts.SignInAsync("another@example.com", Password, null, new Visitor("2001:db8::ffff", null))).Problem!));
    }

    [Fact]
    public async Task A_session_lasts_while_it_is_used_and_three_months_at_most()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await server.NewTenant();
        var unused = await server.Welcome(crm.Tenant, Email, Password);
        var used = new Browser(server);
        (await used.SignIn(Email, Password)).Is(303);
        foreach (var days in (int[])[29, 29, 29])
        {
            clock.Advance(TimeSpan.FromDays(days));
            Assert.NotNull(await used.SignedInAsync());
        }
        Assert.Null(await unused.SignedInAsync());
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Null(await used.SignedInAsync());
    }

    [Fact]
    public async Task A_link_expires()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await server.NewTenant();
        var (invitation, first) = (await server.Link(crm.Tenant, Email), await server.Link(crm.Tenant, Email, OneTimeLinks.Lifetime));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.StartsWith("/app/welcome?problem=link", (await new Browser(server).Submit("/app/welcome", ("token", first), ("password", Password))).Header("Location"), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("/app", (await new Browser(server).Submit("/app/welcome", ("token", invitation), ("password", Password))).Header("Location"));

        var reset = await server.Link(crm.Tenant, Email);
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await server.Services.GetRequiredService<Accounts>().FindLinkAsync(reset));
    }
}
