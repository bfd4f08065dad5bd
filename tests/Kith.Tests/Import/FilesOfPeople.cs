using System.Text;
using Kith.Tests.Support;

namespace Kith.Tests.Import;

/// <summary>Sends files and runs their imports.</summary>
internal static class FilesOfPeople
{
    /// <summary>Waits until nothing is under way.</summary>
    public static readonly (string, string) Wait = ("Prefer", "wait=60");

    public static async Task<Reply> SendFile(this Client crm, string csv)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "contacts.csv" } };
        return (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);
    }

    /// <summary>An import of so many people that is cancelled as it begins to run.</summary>
    public static async Task<Reply> CancelledImport(this Client crm, int people)
    {
        var import = await crm.SendFile("Last Name,E-mail\n" + string.Concat(Enumerable.Range(0, people).Select(row => $"Visser,visser.{row}@example.com\n")));
        await crm.Get(import.Iri, Wait);
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        (await crm.Post($"{import.Iri}/cancel", "")).Is(202);
        return import;
    }

    public static async Task<Reply> RunImport(this Client crm, Reply import)
    {
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        var done = (await crm.Get(import.Iri, Wait)).Is(200);
        Assert.Equal("done", done["state"]!.GetValue<string>());
        return done;
    }
}
