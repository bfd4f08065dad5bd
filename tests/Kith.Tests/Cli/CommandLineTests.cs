using Kith.Tests.Support;
using Npgsql;

namespace Kith.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_first_start_prints_a_key_that_works_and_later_ones_do_not()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        string key;
        await using (var first = await KithProcess.ServeAsync(database, key: null))
        {
            key = first.FirstKey!;
            Assert.StartsWith("kith_", key, StringComparison.Ordinal);
            Assert.Equal(200, await first.GetAsync("/people", key));
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await KithProcess.ServeAsync(database);
        Assert.Equal(200, await second.GetAsync("/people", key));
        Assert.Equal(401, await second.GetAsync("/people", KithProcess.ChosenKey));
    }

    [Fact]
    public async Task Keys_that_are_made_and_revoked_beside_a_server_count_from_the_next_request_on()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);
        Assert.Equal(200, await server.GetAsync("/people", KithProcess.ChosenKey));

        var key = (await KithProcess.RunAsync(database, "keys create --tenant default --user kim@example.com --scope read --expires 90d")).Is(0).LastLine;
        Assert.Equal(200, await server.GetAsync("/people", key));

        var list = (await KithProcess.RunAsync(database, "keys list")).Is(0).Output;
        var line = Assert.Single(list.Split('\n'), line => line.Contains("kim@example.com", StringComparison.Ordinal));
        Assert.Contains("  read  ", line, StringComparison.Ordinal);
        Assert.Contains("expires ", line, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);

        (await KithProcess.RunAsync(database, $"keys revoke {line.Split("  ")[0]}")).Is(0);
        Assert.Equal(401, await server.GetAsync("/people", key));
        Assert.Equal(200, await server.GetAsync("/people", KithProcess.ChosenKey));
        Assert.Contains("revoked ", (await KithProcess.RunAsync(database, "keys list --tenant default")).Is(0).Output, StringComparison.Ordinal);

        (await KithProcess.RunAsync(database, $"keys revoke {key}")).Is(1);
        (await KithProcess.RunAsync(database, $"keys revoke {KithProcess.ChosenKey}")).Is(0);
        Assert.Equal(401, await server.GetAsync("/people", KithProcess.ChosenKey));
    }

    [Fact]
    public async Task Another_tenant_begins_empty_and_with_an_admin()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);
        Assert.NotNull(await server.CreatePersonAsync("Ours"));

        var key = (await KithProcess.RunAsync(database, "keys create --tenant second --user boss@example.com")).Is(0).LastLine;

        Assert.Contains("\"totalItems\":0", (await server.ReadAsync("/people", key)).Body, StringComparison.Ordinal);
        Assert.Contains("\"role\":\"admin\"", (await server.ReadAsync("/users", key)).Body, StringComparison.Ordinal);
        Assert.Contains("  admin  ", (await KithProcess.RunAsync(database, "keys list --tenant second")).Is(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_has_people_to_try_it_on_and_loads_them_once()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        for (var start = 0; start < 2; start++)
        {
            await using var demo = await KithProcess.ServeAsync(database, command: "demo");
            Assert.Contains("\"totalItems\":537", (await demo.ReadAsync("/people", KithProcess.ChosenKey)).Body, StringComparison.Ordinal);
            Assert.Equal(0, await demo.StopAsync());
        }
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    public async Task Verify_says_what_does_not_agree()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(database, "keys create --tenant t --user a@example.com")).Is(0);
        (await KithProcess.RunAsync(database, "verify")).Is(0);

        await ChangeAsync(database, "update users set revision = revision - 1");

        Assert.Contains("users", (await KithProcess.RunAsync(database, "verify")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys create --tenant t")]
    [InlineData("keys create --tenant t --user nobody")]
    [InlineData("keys create --tenant t --user a@example.com --scope root")]
    [InlineData("keys create --tenant t --user a@example.com --expires soon")]
    [InlineData("keys create --tenant t --user a@example.com --role member --scope admin")]
    [InlineData("keys revoke 019aaaaa-0000-7000-8000-000000000000")]
    [InlineData("unknown")]
    public async Task A_command_that_makes_no_sense_fails_and_says_why(string arguments)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var ended = (await KithProcess.RunAsync(database, arguments)).Is(1);

        Assert.NotEmpty(ended.Errors.Trim());
        Assert.DoesNotContain("kith_", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--database", "")]
    [InlineData("serve", "--database", "kith")]
    [InlineData("keys list", "--database", "Host=127.0.0.1;Port=1;Password=secret")]
    [InlineData("verify", "--database", "Host=127.0.0.1;Foo=secret")]
    [InlineData("database migrate", "--data", "/nowhere/at/all")]
    [InlineData("database rebuild", "--data", "/nowhere/at/all")]
    [InlineData("keys list", "--data", "/nowhere/at/all")]
    [InlineData("serve", "--urls", "https://127.0.0.1:1")]
    [InlineData("serve", "--urls", "http://127.0.0.1:99999")]
    public async Task A_database_or_address_that_cannot_be_meant_is_refused_in_a_sentence(string command, string option, string value)
    {
        var ended = (await KithProcess.RunElsewhereAsync(command, option, value)).Is(1);

        Assert.NotEmpty(ended.Errors.Trim());
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists("kith"));
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task A_database_with_tables_of_others_is_left_alone()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var connection = new NpgsqlConnection(database.Address.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("create table users (id int)", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("not Kith's", (await KithProcess.RunAsync(database, "serve --urls http://127.0.0.1:0")).Is(1).Errors, StringComparison.Ordinal);
        Assert.Contains("empty", (await KithProcess.RunAsync(database, "verify")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KITH_BOOTSTRAP_API_KEY", "too-short")]
    [InlineData("KITH_RATE_LIMIT", "many")]
    [InlineData("KITH_RATE_LIMIT", "-1")]
    [InlineData("KITH_DEFAULT_COUNTRY", "Nederland")]
    [InlineData("KITH_LOG_FORMAT", "xml")]
    [InlineData("KITH_LOG_LEVEL", "3")]
    [InlineData("KITH_LOG_REQUESTS", "yes")]
    [InlineData("KITH_METRICS_TOKEN", "too-short")]
    [InlineData("KITH_METRICS_TOKEN", "0123456789 0123456789 0123456789 0123456789")]
    [InlineData("KITH_SHUTDOWN_SECONDS", "0")]
    [InlineData("KITH_SHUTDOWN_SECONDS", "1.5")]
    [InlineData("KITH_TRUSTED_PROXIES", "proxy.example.com")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin")]
    public async Task A_setting_that_makes_no_sense_is_named_at_the_start(string name, string value)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var ended = (await KithProcess.RunAsync(database, "serve --urls http://127.0.0.1:0", (name, value))).Is(1);

        Assert.Contains(name, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_said_to_be_so()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var other = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);

        var ended = (await KithProcess.RunAsync(other, $"serve --urls {server.Address}")).Is(1);

        Assert.Contains("in use", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_second_server_on_a_folder_is_refused_and_the_first_goes_on()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var first = await KithProcess.ServeAsync(database))
        {
            var second = (await KithProcess.RunAsync(database, "serve --urls http://127.0.0.1:0")).Is(1);

            Assert.Contains("Another Kith serves", second.Errors, StringComparison.Ordinal);
            Assert.NotNull(await first.CreatePersonAsync("Still here"));
            first.KillHard();
        }
        await using var next = await KithProcess.ServeAsync(database);
        Assert.Equal(200, await next.GetAsync("/people", KithProcess.ChosenKey));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(database, "keys create --tenant t --user a@example.com")).Is(0);
        await ChangeAsync(database, "insert into scripts (name, ran_at) values ('Later.sql', 0)");

        Assert.Contains("newer", (await KithProcess.RunAsync(database, "keys list")).Is(1).Errors, StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(TestDatabase database, string statement)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        await opened.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(statement);
            return true;
        });
    }
}
