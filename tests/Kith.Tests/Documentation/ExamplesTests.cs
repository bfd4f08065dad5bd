using System.Text;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Documentation;

/// <summary>Sends what the pages of <c>docs/api</c> print, and compares what comes back with what they promise.</summary>
public sealed class ExamplesTests(RunningServer server)
{
    /// <summary>A red pixel.</summary>
    internal const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Example.Folder, "*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_says_what_the_server_does(string page)
    {
        // Of backups, only the first tenant knows.
        var admin = page == "backups.md" ? server.Operator : await server.NewTenant();
        var reader = await admin.WithScope(Scope.Read);
        var placeholders = new Placeholders(new() { ["key"] = admin.Key!, ["readKey"] = reader.Key! });
        var examples = Example.Of(page);
        Assert.Equal(Example.CountRequests(page), examples.Count);

        foreach (var example in examples)
        {
            var path = placeholders.Fill(example.Path);
            var headers = example.Headers.Where(header => header.Name != "Content-Type").Select(header => (header.Name, placeholders.Fill(header.Value))).ToArray();
            var reply = await admin.Anonymous().Send(new HttpMethod(example.Method), path, BodyOf(example, placeholders), headers);

            Assert.True(example.Status == reply.Status, $"{page}: {reply.Request}: {reply.Status} {reply.Text}");
            foreach (var (name, value) in example.AnswerHeaders)
                placeholders.Match(value, reply.Header(name), $"{page}: {reply.Request}: {name}");
            if (example.AnswerBody.Length > 0 && !reply.ContentType!.Split(';')[0].EndsWith("json", StringComparison.Ordinal))
                placeholders.Match(example.AnswerBody, reply.Text.ReplaceLineEndings("\n").Trim('\uFEFF', '\n'), $"{page}: {reply.Request}");
            else if (example.AnswerBody.Length > 0)
                placeholders.Match(JsonNode.Parse(example.AnswerBody), JsonNode.Parse(reply.Bytes), $"{page}: {reply.Request}: ");
        }
    }

    private static ByteArrayContent? BodyOf(Example example, Placeholders placeholders)
    {
        if (example.Body.Length == 0)
            return null;
        var mediaType = example.Headers.Single(header => header.Name == "Content-Type").Value;
        if (!mediaType.StartsWith(MediaTypes.Form, StringComparison.Ordinal))
            return Client.Body(placeholders.Fill(example.Body), mediaType);
        // RFC 2046 §5.1: the lines of a form end with CR LF.
        var halves = (example.Body.ReplaceLineEndings("\r\n") + "\r\n").Split("{picture}");
        return Client.Body([.. Encoding.UTF8.GetBytes(halves[0]), .. Convert.FromBase64String(Picture), .. Encoding.UTF8.GetBytes(halves[1])], mediaType);
    }
}
