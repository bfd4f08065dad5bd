using System.Text.Json;
using Kith.Export.Sheets;
using Kith.People;
using Kith.VCards;

namespace Kith.Export;

/// <summary>Takes people out of one state of the database.</summary>
/// <param name="database">The database.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="request">What is asked for.</param>
/// <param name="version">The version of cards.</param>
internal sealed class PeopleExport(Database database, Caller caller, ExportRequest request, VCardVersion version)
{
    private const string Worksheet = "People";

    /// <summary>Writes the file, as fast as the stream takes it: nothing is held but a state to read.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="begun">Is told how many people there are, before anything is written.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why the format cannot hold them; null when it can.</returns>
    public ValueTask<Problem?> WriteAsync(Stream output, Action<long> begun, CancellationToken cancellation) => database.SnapshotAsync(async session =>
    {
        var isSheet = request.Format == ExportFormat.Csv || request.Format == ExportFormat.Xlsx;
        await using var people = await database.FindWholeAsync(session, Person.Resource, caller, request.Query, isSheet ? SheetLayout.ListsOf(request.Columns) : [], cancellation);
        if (people.Total > request.Format.Most)
            return Problem.BadParameter(ExportRequest.FormatParameter, $"{request.Format.Name} holds {request.Format.Most:N0} people at most, and these are {people.Total:N0}. Choose another format, or fewer people.");
        begun(people.Total);
        var linked = new Linked(session, caller.Tenant, request.Columns);
        await using var writer = WriterTo(output, linked);
        await writer.BeginAsync(people, cancellation);
        await foreach (var page in people.ReadAsync(cancellation))
            await WriteAsync(writer, linked, page, cancellation);
        await writer.CompleteAsync(cancellation);
        return null;
    }, cancellation);

    private static async ValueTask WriteAsync(IPeopleWriter writer, Linked linked, IReadOnlyList<Stored> page, CancellationToken cancellation)
    {
        var documents = new JsonDocument[page.Count];
        try
        {
            for (var at = 0; at < documents.Length; at++)
                documents[at] = JsonDocument.Parse(page[at].Document);
            await linked.LookUpAsync([.. documents.Select(document => document.RootElement)], cancellation);
            foreach (var document in documents)
                await writer.WriteAsync(document.RootElement, cancellation);
        }
        finally
        {
            foreach (var document in documents)
                document?.Dispose();
        }
    }

    private IPeopleWriter WriterTo(Stream output, Linked linked) => request.Format switch
    {
        var format when format == ExportFormat.Csv => new SheetPeople(new CsvWriter(output), request.Columns, linked),
        var format when format == ExportFormat.Xlsx => new SheetPeople(new XlsxWriter(output, Worksheet), request.Columns, linked),
        var format when format == ExportFormat.Cards => new CardPeople(output, version, request.Columns, linked),
        _ => new JsonLinesPeople(output, request.Columns),
    };
}
