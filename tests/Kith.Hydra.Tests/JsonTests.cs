using System.Text;

namespace Kith.Hydra.Tests;

public sealed class JsonTests
{
    private static Outcome<System.Text.Json.JsonDocument> Parse(string text) => Json.Parse(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"a":1,"A":2}""")]
    [InlineData("""{"a":{"x":1},"b":{"x":1}}""")]
    [InlineData("\"\\ud83c\\udf31\"")]
    [InlineData("[1e400]")]
    public void JSON_is_taken(string text) => Assert.True(Parse(text).Succeeded(out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("[1,]")]
    [InlineData("// x\n{}")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[{"b":{"a":1,"a":1}}]""")]
    [InlineData("\"\\ud83c\"")]
    [InlineData("\"\\udf31\\ud83c\"")]
    [InlineData("""{"\ud83c":1}""")]
    [InlineData("\uFEFF\uFEFF{}")]
    public void What_is_not_JSON_is_a_400_that_shows_nothing_of_the_program(string text)
    {
        Assert.False(Parse(text).Succeeded(out _, out var problem));
        Assert.Equal(400, problem.Status);
        Assert.DoesNotContain("System.", problem.Detail, StringComparison.Ordinal);
        Assert.StartsWith("The body ", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(1_000_000, false)]
    public void Depth_is_bounded(int depth, bool isTaken) =>
        Assert.Equal(isTaken, Parse($"{new string('[', depth)}{new string(']', depth)}").Problem is null);

    [Fact]
    public void Invalid_UTF8_is_refused_wherever_it_is()
    {
        byte[][] bodies = [[.. "{\""u8, 0xFF, .. "\":1}"u8], [.. "[\""u8, 0xC3, .. "\"]"u8], [.. "{} "u8, 0x80], [0xFF, 0xFE, 0x7B, 0]];

        Assert.All(bodies, body => Assert.Equal(400, Json.Parse(body).Problem?.Status));
    }

    [Fact]
    public void What_goes_out_is_plain_UTF8()
    {
        var node = new System.Text.Json.Nodes.JsonObject { ["é"] = "a/b <c> & 'd' + 🌱 \" \\ \u0001" };

        Assert.Equal("""{"é":"a/b <c> & 'd' + 🌱 \" \\ \u0001"}""".Replace("🌱", "🌱", StringComparison.Ordinal), Encoding.UTF8.GetString(Json.Bytes(node)).Replace("\\uD83C\\uDF31", "🌱", StringComparison.Ordinal));
    }
}
