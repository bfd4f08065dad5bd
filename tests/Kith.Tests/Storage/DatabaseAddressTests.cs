using Npgsql;

namespace Kith.Tests.Storage;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("Host=db;Database=kith;Username=me;Password=s=e;c")]
    [InlineData("Host=db;Prot=1")]
    [InlineData("Host=db;Port=abc")]
    [InlineData("Password=secret")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://me:secret@db:port/kith")]
    [InlineData("postgresql://me:secret@db/kith?nonsense=1")]
    public void What_is_no_connection_string_is_refused_without_its_password(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => DatabaseAddress.Parse(text));

        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s=e", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Port=5433;Database=kith;Username=me;Password=p@ss word/?")]
    [InlineData("postgresql://me:p%40ss%20word%2F%3F@db:5433/kith")]
    [InlineData("postgres://me:p%40ss%20word%2F%3F@db:5433/kith?sslmode=require")]
    public void A_connection_string_and_a_URI_say_the_same_and_are_shown_without_password(string text)
    {
        var address = DatabaseAddress.Parse(text);

        var parts = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        Assert.Equal(("db", 5433, "kith", "me", "p@ss word/?"), (parts.Host, parts.Port, parts.Database, parts.Username, parts.Password));
        Assert.Equal(text.Contains("require", StringComparison.Ordinal), parts.SslMode == SslMode.Require);
        Assert.Equal("Host=db;Port=5433;Database=kith", address.ToString());
    }

    [Theory]
    [InlineData("data")]
    [InlineData("/var/lib/kith")]
    public void Anything_else_is_a_folder(string text)
    {
        var address = DatabaseAddress.Parse(text);

        Assert.Equal(Path.GetFullPath(text), address.Folder);
        Assert.Null(address.ConnectionString);
    }
}
