using System.Text;
using Kith.Tests.Support;

namespace Kith.Tests.Import;

/// <summary>Files that come as a form, with what is said of them in it.</summary>
public sealed class FormTests(RunningServer server)
{
    /// <summary>Without a word, the first row would be the header, and é two letters.</summary>
    private static readonly byte[] File = Encoding.Latin1.GetBytes("Vri\u00e9s|jan@example.com\nSmit|anna@example.com\n");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_said_of_a_file_may_stand_in_the_form_before_it_and_behind_it(bool isBefore)
    {
        var crm = await server.NewTenant();
        (string, string)[] fields = [("encoding", "iso-8859-1"), ("delimiter", "|"), ("header", "false"), ("fileName", "fair.csv"), ("worksheet", ""), ("comment", "mine")];
        var form = isBefore ? Form([.. fields.Select(Field), Sent("contacts.csv")]) : Form([Sent("contacts.csv"), .. fields.Select(Field)]);

        var import = (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);

        Assert.Equal(("fair.csv", "|", 2), (import["title"]!.GetValue<string>(), import["delimiter"]!.GetValue<string>(), import["rows"]!.GetValue<int>()));
        Assert.Equal("Vri\u00e9s", import["columns"]![0]!["samples"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("header", "maybe", "", "\"header\"")]
    [InlineData("encoding", "iso-8859-1", "?encoding=utf-16", "\"encoding\"")]
    [InlineData("delimiter", "|\0", "", "\"delimiter\"")]
    public async Task A_field_that_makes_no_sense_or_contradicts_the_query_is_refused_by_its_name(string field, string value, string query, string said)
    {
        var crm = await server.NewTenant();

        var refused = (await crm.Send(HttpMethod.Post, $"/imports{query}", Form([Sent("contacts.csv"), Field((field, value))]))).Is(400);

        Assert.Contains(said, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await crm.Get("/imports")).TotalItems);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("other")]
    public async Task A_second_file_is_refused_and_named(string field)
    {
        var crm = await server.NewTenant();

        var refused = await crm.Send(HttpMethod.Post, "/imports", Form([Sent("one.csv"), Sent("two.csv", field)]));

        refused.Refuses(field);
        Assert.Contains("two.csv", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await crm.Get("/imports")).TotalItems);
    }

    [Fact]
    public async Task A_key_is_of_one_request_with_its_fields()
    {
        var crm = await server.NewTenant();
        Task<Reply> Send(string title) => crm.Send(HttpMethod.Post, "/imports", Form([Sent("one.csv"), Field(("fileName", title))]), ("Idempotency-Key", "k"));

        Assert.Equal((await Send("a")).Is(201).Text, (await Send("a")).Is(201).Text);
        (await Send("b")).Is(422);
    }

    private static MultipartFormDataContent Form((HttpContent Content, string Field, string? FileName)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (content, field, name) in parts)
        {
            if (name is null)
                form.Add(content, field);
            else
                form.Add(content, field, name);
        }
        return form;
    }

    private static (HttpContent, string, string?) Field((string Name, string Value) field) => (new StringContent(field.Value), field.Name, null);

    private static (HttpContent, string, string?) Sent(string name, string field = "file") => (new ByteArrayContent(File), field, name);
}
